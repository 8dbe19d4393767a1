import { API_VERSION, KIND } from '../config/document.ts';
import { IMAGE_SIZES_KIND } from '../config/image-sizes.ts';
import { loadConfig } from '../config/load-config.ts';
import { PreparationError } from '../errors.ts';
import type { Input } from '../frame.ts';
import type { Json } from '../json.ts';
import { rules } from '../rules/index.ts';
import { distinct, imagesOf, openManifests } from '../sizes/images-of.ts';
import { readYaml } from '../yaml/read-yaml.ts';
import { toJson } from '../yaml/to-json.ts';
import type { Arguments } from './arguments.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { problemText } from './files-advice.ts';
import { readManifests } from './manifest-files.ts';
import { sizesPath } from './sizes-beside.ts';
import type { Terminal } from './terminal.ts';

/** What `sizes` is asked for. */
export interface SizesInput {
  /** Sorted, each once. */
  images: string[];
  /** True where manifests tell which images there are; else single ones were named. */
  isWhole: boolean;
  /** The file that the configuration reads sizes from. */
  configuredFile: string | undefined;
}

/** Reads manifests and configuration. @throws PreparationError where they cannot be used or hold no image. */
export function readSizesInput(options: Arguments, named: readonly string[], terminal: Terminal): SizesInput {
  const isWhole = options.words.length > 0 || named.length === 0;
  const input = isWhole ? openManifests(manifestText(options, terminal)) : undefined;
  const { customResources, configuredFile } = readConfiguration(options, input);
  const images = distinct([...named, ...(input ? imagesOf(input, customResources) : [])]);
  if (images.length === 0) {
    throw new PreparationError(
      'no pod with an image is in the manifests: name files or folders with them, pipe them in, or name images with --image',
    );
  }
  return { images, isWhole, configuredFile };
}

/** @throws PreparationError where something is left out: images that are in no manifest are dropped from the file. */
function manifestText(options: Arguments, terminal: Terminal): string {
  const { source, problems } = readManifests(options, () => terminal.readInput());
  if (problems.length > 0) throw new PreparationError(problems.map(problemText).join('\n'));
  return source.text;
}

function readConfiguration(
  options: Arguments,
  input: Input | undefined,
): { customResources: Parameters<typeof imagesOf>[1]; configuredFile: string | undefined } {
  const inline = input?.list?.functionConfig && toJson(input.list.functionConfig);
  const document = options.config === undefined ? inline : readConfigurationFile(options.config);
  const none = document === undefined && options.assignments.length === 0 && options.problems.length === 0;
  if (none) return { customResources: [], configuredFile: undefined };
  let configuredFile: string | undefined;
  const { config } = loadConfig({
    // The platform does not count here, so a few flags alone will do.
    document: document ?? { apiVersion: API_VERSION, kind: KIND, spec: { platform: 'Metal-QEMU-SNP' } },
    assignments: options.assignments,
    problems: options.problems,
    ruleIds: rules.map(({ id }) => id),
    parseYaml: readYaml,
    // It is about to be written, and read by itself.
    readSizesFile(file, givenBy) {
      configuredFile = sizesPath(file, givenBy, options.config);
      return { source: file, document: EMPTY };
    },
  });
  return { customResources: config.customResources, configuredFile };
}

const EMPTY: Json = { apiVersion: API_VERSION, kind: IMAGE_SIZES_KIND, spec: { images: [] } };
