import { KIND, ownObject } from '../config/document.ts';
import { loadConfig } from '../config/load-config.ts';
import { runTogether } from '../files/prepare-files.ts';
import { Kinds } from '../kubernetes/kinds/configured.ts';
import { isPodless } from '../kubernetes/kinds/lookup.ts';
import { readManifests as parseManifests } from '../manifest/read.ts';
import type { Input } from '../manifest/types.ts';
import { rules } from '../rules/index.ts';
import { PreparationError } from '../util/errors.ts';
import type { JsonObject } from '../util/json.ts';
import { loadYaml } from '../yaml/load.ts';
import { sourceText } from '../yaml/source.ts';
import { toJson } from '../yaml/to-json.ts';
import { readConfiguration } from './configuration-file.ts';
import { EMPTY_FILES } from './empty-files.ts';
import { problemText } from './files/hints.ts';
import { readManifests } from './manifest-files.ts';
import type { Arguments } from './parse-args.ts';
import { ownFilePath } from './sizes/read-sizes-file.ts';
import type { Terminal } from './terminal.ts';

/** The manifests that a command measures, as one text and as the function reads them. */
export interface MeasuredManifests {
  text: string;
  input: Input;
}

/**
 * Reads the manifests that a command measures.
 * @throws PreparationError if they cannot be read, or if a file is left out, because what is in no manifest is removed from the command's
 * file.
 */
export function measuredManifests(options: Arguments, terminal: Terminal, namespace = ''): MeasuredManifests {
  const manifests = readManifests(options, () => terminal.readInput());
  if (manifests.kind === 'stream') {
    const { text } = manifests.source;
    return { text, input: openManifests(text, namespace) };
  }
  const { answer, joined, broken } = runTogether(manifests.files, options.command, ({ text }) => {
    const input = openManifests(text, namespace);
    // Parses every object, so that an error names its file.
    for (const { root } of input.resources) void root;
    return input;
  });
  const problems = [...manifests.problems, ...broken];
  if (problems.length > 0)
    throw new PreparationError(problems[0]!.code, problems.map(problemText).join('\n'));
  return { text: joined.text, input: answer };
}

/** Reads manifests like the function does. @throws InputError if they cannot be read. */
function openManifests(text: string, namespace: string): Input {
  const source = text.endsWith('\n') ? text : `${text}\n`;
  return parseManifests(sourceText(source), {
    isOfInterest: (apiVersion, kind) => !isPodless(apiVersion, kind),
    namespace,
  });
}

/** What commands that measure manifests need of the configuration. */
export interface MeasuringConfiguration {
  kinds: Kinds;
  /** The file in `images.sizesFrom`. */
  sizesFile?: string;
  /** The file in `memory.usageFrom`. */
  usageFile?: string;
}

/** Reads the configuration of `--config`, or of the ResourceList. The platform has no effect here, so it may be missing in flags. */
export function readMeasuringConfiguration(
  options: Arguments,
  input: Input | undefined,
): MeasuringConfiguration {
  const inline = input?.list?.functionConfig && toJson(input.list.functionConfig);
  const isFound = options.configOrigin === 'found';
  const document = isFound && inline !== undefined ? inline : (readConfiguration(options) ?? inline);
  const none = document === undefined && options.assignments.length === 0 && options.problems.length === 0;
  if (none) return { kinds: new Kinds() };
  const found: Omit<MeasuringConfiguration, 'kinds'> = {};
  const { config } = loadConfig({
    document: document ?? configurationWith(),
    foundFile: isFound && document !== inline ? options.config : undefined,
    assignments: options.assignments,
    problems: options.problems,
    ruleIds: rules.map(({ id }) => id),
    parseYaml: loadYaml,
    // The commands read and write these files themselves.
    readSizesFile(file, givenBy) {
      found.sizesFile = ownFilePath(file, givenBy, options.config);
      return EMPTY_FILES.readSizesFile(file, givenBy);
    },
    readUsageFile(file, givenBy) {
      found.usageFile = ownFilePath(file, givenBy, options.config);
      return EMPTY_FILES.readUsageFile(file, givenBy);
    },
  });
  return { ...found, kinds: new Kinds(config.customResources, config.declaredKinds) };
}

/** A configuration for commands on which the platform has no effect. */
export function configurationWith(spec: JsonObject = {}): JsonObject {
  return ownObject(KIND, { platform: 'Metal-QEMU-SNP', ...spec });
}
