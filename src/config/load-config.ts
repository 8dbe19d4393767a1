import { findPlatform } from '../contrast/platforms.ts';
import { type ContrastVersion, newerThanKnown, parseVersion } from '../contrast/version.ts';
import { defaults } from '../generated/fields.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Severity } from '../rule.ts';
import { formatPath, type Path } from '../yaml/read.ts';
import { type Assignment, assign, dottedName } from './assignments.ts';
import { type BaseSpec, buildSettings, type ConfigSpec, type Layer, layer } from './build-settings.ts';
import { ConfigError, invalid, unknown } from './config-error.ts';
import { API_VERSION, KIND, readDocument } from './document.ts';
import { kindProblems } from './kind-problems.ts';
import { compileMatcher, type Matcher } from './matcher.ts';
import { schemaProblems } from './schema-problems.ts';
import type { Settings } from './settings.ts';
import { type ReadSizesFile, type SizesObject, withSizes } from './sizes-sources.ts';

/** A configuration that was checked, with defaults filled in and selectors compiled. */
export interface Config {
  /** What holds for a workload that no override matches and that has no annotations of its own. */
  settings: Settings;
  /** The same as the configuration writes it, defaults filled in: what overrides are laid over. */
  spec: BaseSpec;
  /** The Contrast release that the configuration names; undefined where it is left to the platform. */
  contrastVersion: ContrastVersion | undefined;
  /** Undefined: every workload. */
  include: Matcher[] | undefined;
  exclude: Matcher[];
  overrides: { match: Matcher; settings: Layer }[];
  /** Custom resources that hold a pod template, and the keys on the way to it. */
  customResources: { apiVersion: string; kind: string; podTemplate: string[] }[];
  deployment: 'part' | 'whole';
  minSeverity: Severity;
  /** The rules that it and annotations may name. */
  ruleIds: readonly string[];
}

export interface ConfigSources {
  /** The functionConfig or configuration file: a PrepareContrast or a ConfigMap; undefined where there is none. */
  document: Json | undefined;
  /** Settings from environment and command line, a later one over an earlier one, all over the document. */
  assignments?: readonly Assignment[];
  /** What is wrong with these sources already, to be reported together with the rest. */
  problems?: readonly string[];
  /** The rules that `rules:` and annotations may name. */
  ruleIds: readonly string[];
  /** Sizes of images that the input brings as objects of their own. */
  sizes?: readonly SizesObject[];
  /** Reads the file of `images.sizesFrom`; absent where no files are opened. */
  readSizesFile?: ReadSizesFile | undefined;
  /** Reads the YAML text of a list or map that is given as a string; throws where it is none. */
  parseYaml(text: string): Json;
}

/**
 * Checks a configuration and makes it ready for use.
 *
 * @throws ConfigError with all that is wrong, each naming its place, the value and what is allowed.
 */
export function loadConfig(sources: ConfigSources): { config: Config; warnings: string[] } {
  const document = readDocument(sources.document);
  const all = [...document.assignments, ...(sources.assignments ?? [])];
  const assigned = assign(document.spec, all, sources.parseYaml);
  const placeOf = ([top, ...rest]: Path) =>
    top === 'spec' ? assigned.placeOf(rest) : formatPath(top === undefined ? [] : [top, ...rest]);

  const spec = withoutNulls(assigned.spec) ?? {};
  const rest = withoutNulls(document.rest) as JsonObject;
  const whole: JsonObject = { apiVersion: API_VERSION, kind: KIND, ...rest, spec };
  const isFlag = ({ field }: Assignment) => dottedName(field) === 'images.sizesFrom';
  const givenBy = sources.assignments?.some(isFlag) ? 'flag' : 'document';
  const sized = withSizes(
    spec,
    { readFile: sources.readSizesFile, givenBy, items: sources.sizes ?? [] },
    placeOf(['spec', 'images', 'sizesFrom']),
  );
  const warnings: string[] = [];
  const problems = [
    ...(sources.problems ?? []),
    ...document.problems,
    ...assigned.problems,
    ...schemaProblems(whole, placeOf),
    ...furtherProblems(spec, sources.ruleIds, placeOf, warnings),
    ...sized.problems,
  ];
  if (problems.length > 0) throw new ConfigError(problems);
  return { config: compile(sized.spec as unknown as ConfigSpec, sources.ruleIds), warnings };
}

/** Each entry once: a pod is one pod, however often it is named. */
function distinct<T>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** A key without value counts as absent, as in Kubernetes: what stands below `rules:` may all be commented out. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]));
}

function compile(spec: ConfigSpec, ruleIds: readonly string[]): Config {
  const { contrastVersion: release, workloads = {}, rules = {}, deployment, results, ...settings } = spec;
  const { runtimeClass, memory, cpu, images, volumes } = defaults as unknown as Layer;
  const base = { runtimeClass, memory, cpu, images, volumes } as Layer;
  const filled: BaseSpec = { ...layer(base, settings), platform: spec.platform, rules };
  const contrastVersion = release === undefined ? undefined : parseVersion(release);
  return {
    settings: buildSettings(filled, contrastVersion),
    spec: filled,
    contrastVersion,
    include: workloads.include?.map(compileMatcher),
    exclude: (workloads.exclude ?? []).map(compileMatcher),
    overrides: (workloads.overrides ?? []).map(({ match, ...settings }) => ({
      match: compileMatcher(match),
      settings,
    })),
    customResources: distinct(workloads.paths ?? []).map(({ apiVersion, kind, podTemplate }) => ({
      apiVersion,
      kind,
      podTemplate: podTemplate.split('.'),
    })),
    deployment: deployment ?? defaults.deployment,
    minSeverity: results?.minSeverity ?? defaults.results.minSeverity,
    ruleIds,
  };
}

/** What a schema cannot say. Looks at every part that has the right type, whatever is wrong with others. */
function furtherProblems(
  spec: Json,
  ruleIds: readonly string[],
  placeOf: (path: Path) => string,
  warnings: string[],
): string[] {
  if (!isObject(spec)) return [];
  const problems: string[] = [];
  const version = typeof spec.contrastVersion === 'string' ? parseVersion(spec.contrastVersion) : undefined;

  function checkPlatform(name: Json | undefined, path: Path): void {
    if (typeof name !== 'string' || name === '') return;
    const choice = findPlatform(name, version);
    if ('error' in choice) problems.push(`${placeOf(path)}: ${choice.error}`);
    else warnings.push(...choice.warnings.map((warning) => `${placeOf(path)}: ${warning}`));
  }

  function checkCpu(cpu: JsonObject, path: Path): void {
    const { minVcpus, maxVcpus } = cpu;
    if (typeof minVcpus !== 'number' || typeof maxVcpus !== 'number' || maxVcpus < 1) return;
    if (minVcpus <= maxVcpus) return;
    problems.push(
      invalid(placeOf([...path, 'minVcpus']), minVcpus, `at most maxVcpus, which is ${maxVcpus}`),
    );
  }

  if (isObject(spec.workloads)) problems.push(...kindProblems(spec.workloads, placeOf));
  const cpu = isObject(spec.cpu) ? spec.cpu : {};
  checkPlatform(spec.platform, ['spec', 'platform']);
  const newer = version && newerThanKnown(version);
  if (newer !== undefined) warnings.push(`${placeOf(['spec', 'contrastVersion'])}: ${newer}`);
  checkCpu(cpu, ['spec', 'cpu']);
  for (const id of isObject(spec.rules) ? Object.keys(spec.rules) : []) {
    if (!ruleIds.includes(id)) problems.push(unknown(placeOf(['spec', 'rules', id]), 'rule', id, ruleIds));
  }
  const overrides = isObject(spec.workloads) ? spec.workloads.overrides : undefined;
  for (const [index, override] of (Array.isArray(overrides) ? overrides : []).entries()) {
    if (!isObject(override)) continue;
    const path = ['spec', 'workloads', 'overrides', index];
    checkPlatform(override.platform, [...path, 'platform']);
    if (isObject(override.cpu)) checkCpu({ ...cpu, ...override.cpu }, [...path, 'cpu']);
  }
  return problems;
}
