import type { Assignment } from './config/assignments.ts';
import { ConfigError } from './config/config-error.ts';
import { isConfiguration } from './config/document.ts';
import { isImageSizes } from './config/image-sizes.ts';
import { type Config, loadConfig } from './config/load-config.ts';
import type { ReadSizesFile } from './config/sizes-sources.ts';
import { formatVersion } from './contrast/version.ts';
import { joinPieces, type Piece, withoutFinalBreak } from './edit/pieces.ts';
import { piecesOf, type Splice } from './edit/splice.ts';
import { missingBreak } from './edit/style.ts';
import { InputError } from './errors.ts';
import { checkLineBreaks } from './frame/line-breaks.ts';
import { NotReadAlone } from './frame/unread.ts';
import { frame, type Input } from './frame.ts';
import { type Host, hostOf } from './host.ts';
import type { Observer } from './inspection.ts';
import type { Json } from './json.ts';
import { isInert } from './kube/inert-kinds.ts';
import { objectTitle } from './kube/object-title.ts';
import { type ListResults, listResults } from './output/list-results.ts';
import { prepare } from './prepare.ts';
import { isError, type Result, type ResultSink, rankOf } from './result.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { Wakening } from './wakening.ts';
import { boundariesOf } from './yaml/documents.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { type SourceText, sourceText } from './yaml/source-text.ts';
import { toJson } from './yaml/to-json.ts';

export interface RunOptions {
  /** The configuration file as data, where one was named. */
  configuration?: Json;
  /** Reads the file of image sizes that the configuration names; absent where no files are opened. */
  readSizesFile?: ReadSizesFile;
  /** Settings from flags and the environment, which win over the file. */
  assignments?: readonly Assignment[];
  /** What is wrong with flags and environment already, to be reported with the rest of the configuration. */
  problems?: readonly string[];
  /** Namespace of objects that name none. */
  namespace?: string;
  /** True where an input without any object is right: a chart may render nothing. */
  allowEmpty?: boolean;
  /** Rules to run, of this program and others; all of this program's by default. Configuration and annotations may name both. */
  rules?: readonly Rule[];
  /** Is given each result as it is found; then the answer keeps none, which is better for inputs of any length. */
  resultSink?: ResultSink | undefined;
  /** Sees every workload that is judged; for reports that show more than results do. */
  observer?: Observer | undefined;
  environment?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  /** What goes to stdout, never empty. */
  readonly output: string;
  /** The same in pieces: large outputs are better never put together. */
  pieces: Iterable<Piece>;
  /** What was changed in `source` to get there, in any order. */
  splices: readonly Splice[];
  /** Everything that was changed and found; empty where a sink took it. */
  results: Result[];
  /** The text that the results' nodes have their offsets in: the input with a final line break. */
  source: string;
  /** True where an error stands: the exit code is 1 then. */
  failed: boolean;
  host: Host;
  profile: string;
  /** Workloads that were prepared. */
  selected: number;
  /** True where these were only looked at, to tell whether they are prepared. */
  checked?: boolean;
}

/**
 * Manifests in, manifests ready for Contrast out: the whole way of the data. Pure.
 * @throws PreparationError where input or configuration cannot be used; then there is no output.
 */
export function run(input: string | SourceText, options: RunOptions): Answer {
  const source = typeof input === 'string' ? sourceText(input) : input;
  try {
    return answer(source, options, false);
  } catch (error) {
    // Something in a list needs the rest of it to be understood, or is wrong: the library reader reads everything, and of
    // several errors it names the first.
    const maybeLater = error instanceof InputError && boundariesOf(source.text).length > 1;
    if (!(error instanceof NotReadAlone || maybeLater)) throw error;
    options.observer?.restart();
    options.resultSink?.restart();
    return answer(source, options, true);
  }
}

/** The same with each document read as a whole, by the library reader, where `whole` asks for it. */
export function answer(given: SourceText, options: RunOptions, whole: boolean): Answer {
  checkLineBreaks(given.text);
  // A final line break makes every line whole; the output ends as the input did.
  const added = missingBreak(given.text);
  const source = added === '' ? given : sourceText(given.text + added);
  const judging = options.rules ?? rules;
  const wakening = new Wakening(judging);
  const input = frame(source, {
    isOfInterest: (apiVersion, kind) => !isInert(apiVersion, kind),
    namespace: options.namespace ?? '',
    bitsOf: (key) => wakening.bitsOf(key),
    whole,
  });
  const { config, warnings } = configure(input, options, judging);
  const hasNothing = isEmpty(source.text);
  if (hasNothing && !options.allowEmpty) {
    throw new InputError(
      'the input is empty: pipe a ResourceList, manifests or the output of helm template into prepare-contrast',
    );
  }

  const taken = new Taken(input, config, options.resultSink);
  for (const message of warnings)
    taken.add({ rule: 'configuration', severity: 'warning', message, changed: false });
  const { splices, workloads } = prepare(input, config, judging, {
    report: (result) => taken.add(result),
    observer: options.observer,
    wakening,
  });
  if (workloads.found !== workloads.inspected)
    throw new Error('internal error: a workload was found but not inspected');
  const allSplices = splices.concat(taken.splices());
  const changed = hasNothing ? [NOTHING] : piecesOf(source, allSplices);
  const pieces = added === '' || hasNothing ? changed : [...withoutFinalBreak(changed)];
  return {
    get output() {
      return joinPieces(pieces);
    },
    pieces,
    splices: allSplices,
    results: taken.results,
    source: source.text,
    failed: taken.failed,
    host: hostOf(input, options.environment ?? {}),
    profile: `${config.settings.platform.name}, Contrast ${formatVersion(config.settings.version)}`,
    selected: workloads.selected,
  };
}

/** Where results go: into the list, and to whoever called. */
class Taken {
  readonly results: Result[] = [];
  failed = false;
  readonly #sink: ResultSink | undefined;
  readonly #list: ListResults | undefined;
  readonly #leastRank: number;

  constructor({ text, list }: Input, config: Config, sink: ResultSink | undefined) {
    this.#sink = sink;
    this.#list = list && listResults(text, list.head);
    this.#leastRank = rankOf(config.minSeverity);
  }

  add(result: Result): void {
    if (isError(result)) this.failed = true;
    if (this.#list && rankOf(result.severity) >= this.#leastRank) this.#list.add(result);
    if (this.#sink) this.#sink.add(result);
    else this.results.push(result);
  }

  splices(): Splice[] {
    return this.#list?.splices() ?? [];
  }
}

/** Hosts take an empty output for a failure. */
const NOTHING = '# prepare-contrast: there was nothing to prepare\n';

function isEmpty(text: string): boolean {
  return /^\uFEFF?\s*$/.test(text);
}

function configure(
  { list, resources }: Input,
  { configuration, assignments = [], problems = [], readSizesFile }: RunOptions,
  judging: readonly Rule[],
): { config: Config; warnings: string[] } {
  const inline = list?.functionConfig && toJson(list.functionConfig);
  if (inline !== undefined && configuration !== undefined) {
    throw new ConfigError([
      'there are two: the functionConfig of the ResourceList and the file that --config names; keep one',
    ]);
  }
  const document = inline ?? configuration;
  const unused = document === undefined ? resources.find(isConfiguration) : undefined;
  const hint =
    unused &&
    `${objectTitle(unused)} of the input is not used: give it by --config, or as the functionConfig`;
  const sources = {
    document,
    sizes: resources
      .filter(isImageSizes)
      .map(({ kind, name, root }) => ({ source: `${kind} ${name}`.trim(), document: toJson(root) })),
    // A functionConfig is read by a function that may have no files at all.
    readSizesFile: inline === undefined ? readSizesFile : undefined,
    assignments,
    problems,
    // Whoever leaves rules out or brings their own prepares manifests that name them all.
    ruleIds: [...new Set([...rules, ...judging].map(({ id }) => id))],
    parseYaml: readYaml,
  };
  try {
    const { config, warnings } = loadConfig(sources);
    return { config, warnings: hint === undefined ? warnings : [...warnings, hint] };
  } catch (error) {
    throw hint !== undefined && error instanceof ConfigError
      ? new ConfigError([...error.problems, hint])
      : error;
  }
}
