import { notRemovable } from '../contrast/genpolicy/removable-fields.ts';
import { findPlatform } from '../contrast/platforms.ts';
import { newerThanKnown } from '../contrast/releases.ts';
import type { Settings } from '../contrast/settings.ts';
import { type ContrastVersion, formatVersion, parseVersion } from '../contrast/version.ts';
import { defaults } from '../generated/fields.ts';
import type { ConfiguredKind, DeclaredKind } from '../kubernetes/kinds/configured.ts';
import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import type { Severity } from '../util/severity.ts';
import { formatPath, type Path } from '../yaml/access.ts';
import { type Assignment, assign, dottedName } from './assignments.ts';
import { type BaseSpec, buildSettings, type ConfigSpec, type Layer, layer } from './build-settings.ts';
import { ConfigError, invalid, unknown } from './config-error.ts';
import { API_VERSION, KIND, readDocument } from './document.ts';
import { kindProblems } from './kind-problems.ts';
import { compileMatcher, type Matcher } from './matcher.ts';
import type { OwnObject, ReadObjectFile } from './own-object.ts';
import { schemaProblems } from './schema-problems.ts';
import { withSizes } from './sizes-sources.ts';
import { withUsage } from './usage-sources.ts';

/** A valid configuration with defaults filled in and selectors compiled. */
export interface Config {
  /** The settings of a workload without overrides and annotations. */
  settings: Settings;
  /** The same in the form of the configuration, the base for overrides. */
  spec: BaseSpec;
  /** The configured Contrast release; undefined: that of the platform. */
  contrastVersion: ContrastVersion | undefined;
  /** Undefined: every workload. */
  include: Matcher[] | undefined;
  exclude: Matcher[];
  overrides: { match: Matcher; settings: Layer; allow: ReadonlyMap<string, string> }[];
  /** Custom resources with a pod template, and the path to it. */
  customResources: ConfiguredKind[];
  /** Kinds of custom resources, and whether their operators create pods. */
  declaredKinds: DeclaredKind[];
  deployment: 'part' | 'whole';
  minSeverity: Severity;
  /** The ids of rules that the configuration and annotations may use. */
  ruleIds: readonly string[];
}

export interface ConfigSources {
  /** The functionConfig or configuration file, a PrepareContrast or a ConfigMap, if there is one. */
  document: Json | undefined;
  /** The file of the document, if the user did not name it. */
  foundFile?: string | undefined;
  /** Settings from environment and command line. They win over the document, later ones over earlier ones. */
  assignments?: readonly Assignment[];
  /** Problems found so far, to report together with the others. */
  problems?: readonly Problem[];
  /** The ids of rules that `rules:` and annotations may use. */
  ruleIds: readonly string[];
  /** The ImageSizes objects of the input. */
  sizes?: readonly OwnObject[];
  /** The MemoryUsage objects of the input. */
  usage?: readonly OwnObject[];
  /** Reads the file of `images.sizesFrom`; absent if files must not be opened. */
  readSizesFile?: ReadObjectFile | undefined;
  /** Reads the file of `memory.usageFrom`; absent if files must not be opened. */
  readUsageFile?: ReadObjectFile | undefined;
  /** The release that the images of Contrast in the input are of; counts where the configuration names none. */
  releaseOfImages?: ContrastVersion | undefined;
  /** Parses the YAML text of a list or map setting; throws if it is invalid. */
  parseYaml(text: string): Json;
}

/**
 * Validates a configuration and prepares it for use.
 *
 * @throws ConfigError with all problems; each has the place, the value and what is allowed.
 */
export function loadConfig(sources: ConfigSources): { config: Config; warnings: string[] } {
  const document = readDocument(sources.document, sources.foundFile);
  const all = [...document.assignments, ...(sources.assignments ?? [])];
  const assigned = assign(document.spec, all, sources.parseYaml);
  const placeOf = ([top, ...rest]: Path) =>
    top === 'spec' ? assigned.placeOf(rest) : formatPath(top === undefined ? [] : [top, ...rest]);

  const spec = withoutNulls(assigned.spec) ?? {};
  const rest = withoutNulls(document.rest) as JsonObject;
  const whole: JsonObject = { apiVersion: API_VERSION, kind: KIND, ...rest, spec };
  const givenBy = (setting: string) =>
    sources.assignments?.some(({ field }) => dottedName(field) === setting) ? 'flag' : 'document';
  const sized = withSizes(
    spec,
    { readFile: sources.readSizesFile, givenBy: givenBy('images.sizesFrom'), items: sources.sizes ?? [] },
    placeOf(['spec', 'images', 'sizesFrom']),
  );
  const used = withUsage(
    sized.spec,
    { readFile: sources.readUsageFile, givenBy: givenBy('memory.usageFrom'), items: sources.usage ?? [] },
    placeOf(['spec', 'memory', 'usageFrom']),
  );
  const warnings: string[] = [];
  const problems = [
    ...(sources.problems ?? []),
    ...document.problems,
    ...assigned.problems,
    ...schemaProblems(whole, placeOf, { readsFlags: sources.assignments !== undefined }),
    ...furtherProblems(spec, sources.ruleIds, placeOf, warnings),
    ...sized.problems,
    ...used.problems,
  ];
  if (problems.length > 0) throw new ConfigError(problems, sources.foundFile);
  const complete = used.spec as unknown as ConfigSpec;
  const derived = complete.contrastVersion === undefined ? sources.releaseOfImages : undefined;
  if (derived && hasPlatforms(complete, derived)) {
    const newer = newerThanKnown(derived);
    if (newer !== undefined) warnings.push(newer);
    const contrastVersion = formatVersion(derived);
    return { config: compile({ ...complete, contrastVersion }, sources.ruleIds), warnings };
  }
  if (derived)
    warnings.push(
      `the images of Contrast in the input are of ${formatVersion(derived)}, which does not have the configured platform: set contrastVersion`,
    );
  return { config: compile(complete, sources.ruleIds), warnings };
}

function hasPlatforms({ platform, workloads }: ConfigSpec, version: ContrastVersion): boolean {
  const names = [platform, ...(workloads?.overrides ?? []).flatMap((override) => override.platform ?? [])];
  return names.every((name) => !('error' in findPlatform(name, version)));
}

/** Removes duplicate entries. */
function distinct<T>(entries: readonly T[]): T[] {
  return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}

/** Removes keys without value, as Kubernetes does: all entries below `rules:` may be commented out. */
function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(entries.map(([key, child]) => [key, withoutNulls(child)]));
}

function compile(spec: ConfigSpec, ruleIds: readonly string[]): Config {
  const {
    contrastVersion: release,
    workloads = {},
    rules = {},
    fix,
    deployment,
    results,
    ...settings
  } = spec;
  const { runtimeClass, memory, cpu, images, volumes, fields } = defaults as unknown as Layer;
  const base = { runtimeClass, memory, cpu, images, volumes, fields } as Layer;
  const filled: BaseSpec = {
    ...layer(base, settings),
    platform: spec.platform,
    fix: fix ?? defaults.fix,
    rules,
  };
  const contrastVersion = release === undefined ? undefined : parseVersion(release);
  return {
    settings: buildSettings(filled, contrastVersion),
    spec: filled,
    contrastVersion,
    include: workloads.include?.map(compileMatcher),
    exclude: (workloads.exclude ?? []).map(compileMatcher),
    overrides: (workloads.overrides ?? []).map(({ match, allow = {}, ...settings }) => ({
      match: compileMatcher(match),
      settings,
      allow: new Map(Object.entries(allow)),
    })),
    customResources: distinct(workloads.paths ?? []).map(({ apiVersion, kind, podTemplate }) => ({
      apiVersion,
      kind,
      podTemplate: podTemplate.split('.'),
    })),
    declaredKinds: workloads.kinds ?? [],
    deployment: deployment ?? defaults.deployment,
    minSeverity: results?.minSeverity ?? defaults.results.minSeverity,
    ruleIds,
  };
}

/** Validates what the schema cannot express, in every part with the right type. */
function furtherProblems(
  spec: Json,
  ruleIds: readonly string[],
  placeOf: (path: Path) => string,
  warnings: string[],
): Problem[] {
  if (!isObject(spec)) return [];
  const problems: Problem[] = [];
  const version = typeof spec.contrastVersion === 'string' ? parseVersion(spec.contrastVersion) : undefined;

  function checkPlatform(name: Json | undefined, path: Path): void {
    if (typeof name !== 'string' || name === '') return;
    const choice = findPlatform(name, version);
    if ('error' in choice)
      problems.push({ code: 'config-unknown-platform', message: `${placeOf(path)}: ${choice.error}` });
    else warnings.push(...choice.warnings.map((warning) => `${placeOf(path)}: ${warning}`));
  }

  function checkCpu(cpu: JsonObject, path: Path): void {
    const { minVcpus, maxVcpus } = cpu;
    if (typeof minVcpus !== 'number' || typeof maxVcpus !== 'number' || maxVcpus < 1) return;
    if (minVcpus <= maxVcpus) return;
    problems.push(
      invalid(placeOf([...path, 'minVcpus']), minVcpus, `a maximum of ${maxVcpus}, the value of maxVcpus`),
    );
  }

  function checkRules(map: Json | undefined, path: Path): void {
    for (const id of isObject(map) ? Object.keys(map) : [])
      if (!ruleIds.includes(id)) problems.push(unknown(placeOf([...path, id]), 'rule', id, ruleIds));
  }

  function checkFields(fields: Json | undefined, path: Path): void {
    const names = isObject(fields) && Array.isArray(fields.remove) ? fields.remove : [];
    for (const [index, name] of names.entries()) {
      const candidates = typeof name === 'string' ? notRemovable(name) : undefined;
      if (candidates)
        problems.push(
          unknown(
            placeOf([...path, 'remove', index]),
            `or supported field ${String(name)}`,
            String(name),
            candidates,
          ),
        );
    }
  }

  if (isObject(spec.workloads)) problems.push(...kindProblems(spec.workloads, placeOf));
  const cpu = isObject(spec.cpu) ? spec.cpu : {};
  checkPlatform(spec.platform, ['spec', 'platform']);
  const newer = version && newerThanKnown(version);
  if (newer !== undefined) warnings.push(`${placeOf(['spec', 'contrastVersion'])}: ${newer}`);
  checkCpu(cpu, ['spec', 'cpu']);
  checkRules(spec.rules, ['spec', 'rules']);
  checkFields(spec.fields, ['spec', 'fields']);
  const overrides = isObject(spec.workloads) ? spec.workloads.overrides : undefined;
  for (const [index, override] of (Array.isArray(overrides) ? overrides : []).entries()) {
    if (!isObject(override)) continue;
    const path = ['spec', 'workloads', 'overrides', index];
    checkPlatform(override.platform, [...path, 'platform']);
    checkRules(override.allow, [...path, 'allow']);
    checkFields(override.fields, [...path, 'fields']);
    if (isObject(override.cpu)) checkCpu({ ...cpu, ...override.cpu }, [...path, 'cpu']);
  }
  return problems;
}
