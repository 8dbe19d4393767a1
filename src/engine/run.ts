import type { Assignment } from '../config/assignments.ts';
import { ConfigError } from '../config/config-error.ts';
import { isConfiguration } from '../config/document.ts';
import { IMAGE_SIZES } from '../config/image-sizes.ts';
import { type Config, loadConfig } from '../config/load-config.ts';
import { MEMORY_USAGE } from '../config/memory-usage.ts';
import { isOfKind, type OwnKind, type OwnObject, type ReadObjectFile } from '../config/own-object.ts';
import { releaseOfImages } from '../contrast/contrast-images.ts';
import type { Span } from '../kubernetes/input/index.ts';
import { isPodless } from '../kubernetes/kinds/lookup.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import { readManifests } from '../manifest/read.ts';
import type { Input, Resource } from '../manifest/types.ts';
import { rules } from '../rules/index.ts';
import { isAtLeast, isError, type Result, type ResultSink } from '../rules/result.ts';
import type { Rule } from '../rules/rule.ts';
import { InputError, type Problem } from '../util/errors.ts';
import type { Json } from '../util/json.ts';
import type { Severity } from '../util/severity.ts';
import { chunksWithCarriageReturns } from '../yaml/carriage-returns.ts';
import { type Chunk, joinChunks, withoutFinalBreak } from '../yaml/edit/chunks.ts';
import { missingBreak } from '../yaml/edit/style.ts';
import { chunksOf, type TextEdit } from '../yaml/edit/text-edit.ts';
import { loadYaml } from '../yaml/load.ts';
import { type SourceText, sourceText } from '../yaml/source.ts';
import { toJson } from '../yaml/to-json.ts';
import { keepFinalBlockScalar } from './final-block-scalar.ts';
import type { Observer } from './inspect-workload.ts';
import { type Host, hostOf } from './krm/host.ts';
import { listResults } from './krm/list.ts';
import type { ListResults } from './krm/list-results.ts';
import { prepare } from './prepare.ts';
import { RuleTriggers } from './rule-triggers.ts';

export interface RunOptions {
  /** The content of the configuration file, if one was given. */
  configuration?: Json;
  /** Where the configuration was read, for reports. One that was found beside the manifests yields to a functionConfig. */
  configurationFile?: { name: string; isFound: boolean };
  /** Reads the file of `images.sizesFrom`; absent if files must not be opened. */
  readSizesFile?: ReadObjectFile;
  /** Reads the file of `memory.usageFrom`; absent if files must not be opened. */
  readUsageFile?: ReadObjectFile;
  /** Settings from flags and the environment, which win over the file. */
  assignments?: readonly Assignment[];
  /** Problems with flags and environment, to report with those of the configuration. */
  problems?: readonly Problem[];
  /** The files that the input was put together from; none for one stream. */
  sources?: readonly Span[];
  /** Arguments that `contrast generate` will be called with, as far as they are known. */
  generateArguments?: readonly string[] | undefined;
  /** Namespace of objects without one. */
  namespace?: string;
  /** True if the input may be empty: a chart may render nothing. */
  allowEmpty?: boolean;
  /** Rules to run, by default all rules of this program. Configuration and annotations may refer to these and to all rules of this program. */
  rules?: readonly Rule[];
  /** Receives each result as soon as it is found. `results` then stays empty, which saves memory for large inputs. */
  resultSink?: ResultSink | undefined;
  /** Sees every inspected workload, for reports that need more than results. */
  observer?: Observer | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
}

export interface RunResult {
  /** The text for stdout, never empty. */
  readonly output: string;
  /** The same in chunks: large outputs should not be joined. */
  chunks: Iterable<Chunk>;
  /** The changes to `source` that give the output, in any order. Lines end with line feeds, also where carriage returns end those of the output. */
  textEdits: readonly TextEdit[];
  /** All changes and findings; empty if there is a `resultSink`. */
  results: Result[];
  /** The text to which the offsets of the nodes refer: the input with a final line break, and line feeds for carriage returns. */
  source: string;
  /** True if an error was not fixed: the exit code is 1. */
  failed: boolean;
  host: Host;
  profile: string;
  /** The configuration file that was used. */
  configurationFile?: string;
  /** Minimum severity of the results that reports list. */
  minSeverity?: Severity;
  /** Workloads that were prepared. */
  selected: number;
  /** True if the workloads were only checked, not written. */
  checked?: boolean;
  /** Number of live pods that were compared with the workloads, if they were. */
  comparedPods?: number;
}

/**
 * Prepares manifests for Contrast: parses the input, runs the rules and returns the output. Pure.
 * @throws PreparationError if the input or the configuration is invalid.
 */
export function run(input: string | SourceText, options: RunOptions): RunResult {
  return runSource(typeof input === 'string' ? sourceText(input) : input, options);
}

/** The same; with `complete`, every document is parsed at once by the parser that supports all of YAML. */
export function runSource(given: SourceText, options: RunOptions, complete = false): RunResult {
  // Adds a final line break while the rules run; the output ends like the input.
  const added = missingBreak(given.text);
  const source = added === '' ? given : sourceText(given.text + added);
  const judging = options.rules ?? rules;
  const triggers = new RuleTriggers(judging);
  const input = readManifests(source, {
    isOfInterest: (apiVersion, kind) => !isPodless(apiVersion, kind),
    namespace: options.namespace ?? '',
    maskOf: (key) => triggers.maskOf(key),
    complete,
  });
  const { config, warnings, isInline } = configure(input, options, judging);
  const hasNothing = isEmpty(source.text);
  if (hasNothing && !options.allowEmpty) {
    throw new InputError(
      'input-empty',
      'the input is empty; pipe a ResourceList, manifests or the output of helm template into prepare-contrast',
    );
  }

  const target = new ResultTarget(input, config, options.resultSink);
  for (const message of warnings)
    target.add({ rule: 'configuration', severity: 'warning', message, changed: false });
  if (given.encoding) {
    const message = `the input is encoded in ${given.encoding} and was converted to UTF-8: other tools may not read anything else`;
    target.add({ rule: 'input-encoding', severity: 'info', message, changed: false });
  }
  const { textEdits: prepared, workloads } = prepare(input, config, judging, {
    report: (result) => target.add(result),
    observer: options.observer,
    sources: options.sources,
    generateArguments: options.generateArguments,
    triggers,
  });
  if (workloads.found !== workloads.inspected)
    throw new Error('internal error: a workload was found but not inspected');
  const textEdits = prepared.concat(target.textEdits());
  const final = added === '' ? undefined : keepFinalBlockScalar(input, textEdits);
  if (final) {
    target.add(final.result);
    textEdits.push(final.textEdit);
  }
  const changed = hasNothing ? [NOTHING] : chunksOf(source, textEdits);
  const kept = added === '' || hasNothing ? changed : [...withoutFinalBreak(changed)];
  const chunks = given.carriageReturns ? [...chunksWithCarriageReturns(kept)] : kept;
  return {
    get output() {
      return joinChunks(chunks);
    },
    chunks,
    textEdits,
    results: target.results,
    source: source.text,
    failed: target.failed,
    host: hostOf(input, options.environment ?? {}),
    profile: `${config.settings.platform.name}, Contrast ${config.settings.release.name}`,
    ...(options.configurationFile && !isInline && { configurationFile: options.configurationFile.name }),
    minSeverity: config.minSeverity,
    selected: workloads.selected,
  };
}

/** Collects results, for the ResourceList and for the caller. */
class ResultTarget {
  readonly results: Result[] = [];
  failed = false;
  readonly #sink: ResultSink | undefined;
  readonly #list: ListResults | undefined;
  readonly #minSeverity: Severity;

  constructor({ text, list }: Input, config: Config, sink: ResultSink | undefined) {
    this.#sink = sink;
    this.#list = list && listResults(text, list.head);
    this.#minSeverity = config.minSeverity;
  }

  add(result: Result): void {
    if (isError(result)) this.failed = true;
    if (this.#list && isAtLeast(result.severity, this.#minSeverity)) this.#list.add(result);
    if (this.#sink) this.#sink.add(result);
    else this.results.push(result);
  }

  textEdits(): TextEdit[] {
    return this.#list?.textEdits() ?? [];
  }
}

/** The output if the input is empty: hosts treat an empty output as a failure. */
const NOTHING = '# prepare-contrast: there was nothing to prepare\n';

function isEmpty(text: string): boolean {
  return /^\uFEFF?\s*$/.test(text);
}

function configure(
  { list, resources, text }: Input,
  { configuration, configurationFile, assignments, problems = [], readSizesFile, readUsageFile }: RunOptions,
  judging: readonly Rule[],
): { config: Config; warnings: string[]; isInline: boolean } {
  const inline = list?.functionConfig && toJson(list.functionConfig);
  const isFound = configurationFile?.isFound ?? false;
  if (inline !== undefined && configuration !== undefined && !isFound) {
    const message =
      'set both in the functionConfig of the ResourceList and with --config; remove one of them';
    throw new ConfigError([{ code: 'config-conflict', message }]);
  }
  const document = inline ?? configuration;
  const hints = resources
    .filter(isConfiguration)
    // A folder contains the configuration that was found in it, and may contain others.
    .filter(({ root }) => document === undefined || (isFound && !isEqual(toJson(root), document)))
    .map(
      (unused) =>
        `${formatObjectName(unused)} in the input is ignored; use --config or the functionConfig to apply it`,
    );
  const sources = {
    document,
    foundFile: isFound && inline === undefined ? configurationFile?.name : undefined,
    sizes: objectsOf(resources, IMAGE_SIZES),
    usage: objectsOf(resources, MEMORY_USAGE),
    // A KRM function with a functionConfig may run without access to files.
    readSizesFile: inline === undefined ? readSizesFile : undefined,
    readUsageFile: inline === undefined ? readUsageFile : undefined,
    ...(assignments && { assignments }),
    problems,
    // Manifests may refer to all rules, even if the caller runs others.
    ruleIds: [...new Set([...rules, ...judging].map(({ id }) => id))],
    releaseOfImages: releaseOfImages(text),
    parseYaml: loadYaml,
  };
  try {
    const { config, warnings } = loadConfig(sources);
    return { config, warnings: [...warnings, ...hints], isInline: inline !== undefined };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const ignored = hints.map((message): Problem => ({ code: 'config-ignored', message }));
    throw new ConfigError([...error.problems, ...ignored], error.file);
  }
}

function isEqual(a: Json, b: Json): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Returns the objects of the project's own kinds that are items of the input, as data. */
function objectsOf(resources: readonly Resource[], kind: OwnKind): OwnObject[] {
  return resources
    .filter((resource) => isOfKind(kind, resource))
    .map(({ kind, name, root }) => ({ source: `${kind} ${name}`.trim(), document: toJson(root) }));
}
