import { OWN_PREFIX } from '../contrast/annotations.ts';
import type { Settings } from '../contrast/settings.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import { type BaseSpec, buildSettings, layer } from './build-settings.ts';
import type { Config } from './load-config.ts';
import { matches, matchesButForNamespace } from './matcher.ts';
import { type AnnotationProblem, readPodAnnotations } from './pod-annotations.ts';

/** `explicitly`: the user selected the workload, so that a guess must not exclude it. */
export type Selection =
  | { selected: true; explicitly: boolean }
  /** `unclear`: it depends on the unknown namespace. */
  | { selected: false; reason: string; unclear?: true };

/** Returns whether configuration and annotations select the workload. `exclude` wins over `include`. */
export function selectWorkload(config: Config, identity: WorkloadIdentity): Selection {
  if (readPodAnnotations(identity, config.contrastVersion).skip) {
    return { selected: false, reason: `the pod has the annotation ${OWN_PREFIX}skip` };
  }
  const excluded = config.exclude.findIndex((matcher) => matches(matcher, identity));
  if (excluded !== -1) return { selected: false, reason: `workloads.exclude[${excluded}] matches it` };
  if (config.include && !config.include.some((matcher) => matches(matcher, identity))) {
    const index = config.include.findIndex((matcher) => matchesButForNamespace(matcher, identity));
    if (index === -1) return { selected: false, reason: 'no entry of workloads.include matches it' };
    const reason = `workloads.include[${index}] matches on namespace, but the object has none`;
    return { selected: false, reason, unclear: true };
  }
  const optsIn = identity.isMarked && identity.podAnnotations[`${OWN_PREFIX}skip`] === 'false';
  return { selected: true, explicitly: optsIn || config.include !== undefined };
}

/** Returns the entries that may match if the namespace of the workload were known, such as `workloads.exclude[0]`. */
export function entriesInDoubt({ exclude, overrides }: Config, identity: WorkloadIdentity): string[] {
  if (identity.namespace !== '') return [];
  const lists = { exclude, overrides: overrides.map(({ match }) => match) };
  return Object.entries(lists).flatMap(([name, matchers]) =>
    matchers.flatMap((matcher, index) =>
      matchesButForNamespace(matcher, identity) ? [`workloads.${name}[${index}]`] : [],
    ),
  );
}

/** Memo of settings by their layers: inputs have many workloads and few combinations. */
const built = new WeakMap<Config, Map<string, Settings>>();

/**
 * Returns the settings of a workload: the annotations of the pod win over matching overrides, which win over the configuration.
 * `problems` has the annotations that are invalid.
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
