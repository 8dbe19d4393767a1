import type { Assignment } from './config/assignments.ts';
import { ConfigError } from './config/config-error.ts';
import { type Config, loadConfig } from './config/load-config.ts';
import { formatVersion } from './contrast/version.ts';
import { remove, set } from './edit/edit.ts';
import { Overlay } from './edit/overlay.ts';
import { applySplices, type Splice, splicesOf } from './edit/splice.ts';
import { InputError } from './errors.ts';
import { frame, type Input, type ResourceList } from './frame.ts';
import { type Host, hostOf } from './host.ts';
import type { Observer } from './inspection.ts';
import type { Json } from './json.ts';
import { isInert } from './kube/inert-kinds.ts';
import { toKrmResult } from './output/krm-results.ts';
import { prepare } from './prepare.ts';
import { type Result, rankOf } from './result.ts';
import type { Rule } from './rule.ts';
import { rules } from './rules/index.ts';
import { ownSlot } from './yaml/read.ts';
import { readYaml } from './yaml/read-yaml.ts';
import { toJson } from './yaml/to-json.ts';

export interface RunOptions {
  /** The configuration file as data, where one was named. */
  configuration?: Json;
  /** Settings from flags and the environment, which win over the file. */
  assignments?: readonly Assignment[];
  /** What is wrong with flags and environment already, to be reported with the rest of the configuration. */
  problems?: readonly string[];
  /** Namespace of objects that name none. */
  namespace?: string;
  /** True where an input without any object is right: a chart may render nothing. */
  allowEmpty?: boolean;
  /** Rules to run; all of them by default. */
  rules?: readonly Rule[];
  /** Sees every workload that is judged; for reports that show more than results do. */
  observer?: Observer;
  environment?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  /** What goes to stdout, never empty. */
  output: string;
  results: Result[];
  /** The text that the results' nodes have their offsets in: the input with a final line break. */
  source: string;
  /** True where an error stands: the exit code is 1 then. */
  failed: boolean;
  host: Host;
  profile: string;
  /** Workloads that were prepared. */
  selected: number;
}

/**
 * Manifests in, manifests ready for Contrast out: the whole way of the data. Pure.
 * @throws PreparationError where input or configuration cannot be used; then there is no output.
 */
export function run(text: string, options: RunOptions): Answer {
  // A final line break makes every line whole; the output ends as the input did.
  const isOpen = !text.endsWith('\n');
  const source = isOpen ? `${text}\n` : text;
  const input = frame(source, {
    isOfInterest: (apiVersion, kind) => !isInert(apiVersion, kind),
    namespace: options.namespace ?? '',
  });
  const { config, warnings } = configure(input, options);
  if (isEmpty(source) && !options.allowEmpty) {
    throw new InputError(
      'the input is empty: pipe a ResourceList, manifests or the output of helm template into prepare-contrast',
    );
  }

  const { results, splices, workloads } = prepare(input, config, options.rules ?? rules, options.observer);
  if (workloads.found !== workloads.inspected)
    throw new Error('internal error: a workload was found but not inspected');
  results.unshift(
    ...warnings.map(
      (message): Result => ({ rule: 'configuration', severity: 'warning', message, changed: false }),
    ),
  );
  if (input.list) splices.push(...resultSplices(source, input.list, results, config));
  const changed = applySplices(source, splices);
  const output = isOpen ? changed.replace(/\r?\n$/, '') : changed;
  return {
    output: isEmpty(output) ? '# prepare-contrast: there was nothing to prepare\n' : output,
    results,
    source,
    failed: results.some(({ severity, changed: isChange }) => severity === 'error' && !isChange),
    host: hostOf(input, options.environment ?? {}),
    profile: `${config.settings.platform.name}, Contrast ${formatVersion(config.settings.version)}`,
    selected: workloads.selected,
  };
}

function isEmpty(text: string): boolean {
  return /^\uFEFF?\s*$/.test(text);
}

function configure(
  { list }: Input,
  { configuration, assignments = [], problems = [] }: RunOptions,
): { config: Config; warnings: string[] } {
  const inline = list?.functionConfig && toJson(list.functionConfig);
  if (inline !== undefined && configuration !== undefined) {
    throw new ConfigError([
      'there are two: the functionConfig of the ResourceList and the file that --config names; keep one',
    ]);
  }
  return loadConfig({
    document: inline ?? configuration,
    assignments,
    problems,
    ruleIds: rules.map(({ id }) => id),
    parseYaml: readYaml,
  });
}

/** This run's results take the place of those that came in. */
function resultSplices(
  source: string,
  { document, root }: ResourceList,
  results: Result[],
  config: Config,
): Splice[] {
  const wanted = results
    .filter(({ severity }) => rankOf(severity) >= rankOf(config.minSeverity))
    .map(toKrmResult);
  const overlay = new Overlay(document);
  if (wanted.length > 0) overlay.apply([], set(['results'], wanted));
  else if (ownSlot(root, 'results')) overlay.apply([], remove(['results']));
  return splicesOf(source, document, overlay);
}
