import type { WorkloadIdentity } from '../kube/identity.ts';
import { type BaseSpec, buildSettings, layer } from './build-settings.ts';
import type { Config } from './load-config.ts';
import { matches, matchesButForNamespace } from './matcher.ts';
import { type AnnotationProblem, PREFIX, readPodAnnotations } from './pod-annotations.ts';
import type { Settings } from './settings.ts';

/** `explicitly`: the user named the workload, so that no guess may leave it out. */
export type Selection =
  | { selected: true; explicitly: boolean }
  /** `unclear`: the namespace decides, and is not known. */
  | { selected: false; reason: string; unclear?: true };

/** Whether the configuration and the pod's own annotations let the workload be prepared. `exclude` wins over `include`. */
export function selection(config: Config, identity: WorkloadIdentity): Selection {
  if (readPodAnnotations(identity, config.contrastVersion).skip) {
    return { selected: false, reason: `the pod opts out by the annotation ${PREFIX}skip` };
  }
  const excluded = config.exclude.findIndex((matcher) => matches(matcher, identity));
  if (excluded !== -1) return { selected: false, reason: `workloads.exclude[${excluded}] matches it` };
  if (config.include && !config.include.some((matcher) => matches(matcher, identity))) {
    const index = config.include.findIndex((matcher) => matchesButForNamespace(matcher, identity));
    if (index === -1) return { selected: false, reason: 'no entry of workloads.include matches it' };
    const reason = `workloads.include[${index}] asks for a namespace, and the object names none`;
    return { selected: false, reason, unclear: true };
  }
  const optsIn = identity.isMarked && identity.podAnnotations[`${PREFIX}skip`] === 'false';
  return { selected: true, explicitly: optsIn || config.include !== undefined };
}

/** The entries that might hold for a workload if it named its namespace, such as `workloads.exclude[0]`. */
export function entriesInDoubt({ exclude, overrides }: Config, identity: WorkloadIdentity): string[] {
  if (identity.namespace !== '') return [];
  const lists = { exclude, overrides: overrides.map(({ match }) => match) };
  return Object.entries(lists).flatMap(([name, matchers]) =>
    matchers.flatMap((matcher, index) =>
      matchesButForNamespace(matcher, identity) ? [`workloads.${name}[${index}]`] : [],
    ),
  );
}

/** Settings by the layers they were made of: inputs have many workloads and few combinations. */
const built = new WeakMap<Config, Map<string, Settings>>();

/**
 * What holds for one workload: the configuration, over it every override that matches, over them the annotations of the pod.
 * `problems` tells of annotations that could not be used.
 */
export function settingsFor(
  config: Config,
  identity: WorkloadIdentity,
): { settings: Settings; problems: AnnotationProblem[] } {
  const { settings: own, problems } = readPodAnnotations(identity, config.contrastVersion);
  const overrides = config.overrides.filter(({ match }) => matches(match, identity));
  const layers = overrides.map(({ settings }) => settings);
  const annotated = Object.keys(own).length > 0;
  if (annotated) layers.push(own);
  if (layers.length === 0) return { settings: config.settings, problems };

  const indexes = overrides.map((override) => config.overrides.indexOf(override));
  const key = `${indexes.join()} ${annotated ? JSON.stringify(own) : ''}`;
  const known = built.get(config) ?? new Map<string, Settings>();
  built.set(config, known);
  let settings = known.get(key);
  if (!settings) {
    settings = buildSettings(
      layers.reduce<BaseSpec>((below, above) => layer(below, above), config.spec),
      config.contrastVersion,
    );
    known.set(key, settings);
  }
  return { settings, problems };
}
