import { findPlatform } from '../contrast/platforms.ts';
import type { ContrastVersion } from '../contrast/version.ts';
import type { WorkloadIdentity } from '../kube/identity.ts';
import type { Layer } from './build-settings.ts';
import { invalid, unknown } from './config-error.ts';
import { formats } from './formats.ts';
import { memoryLimits } from './memory-limits.ts';

/** Annotations by which a pod has settings of its own. */
export const PREFIX = 'prepare-contrast.dev/';

/** Something wrong with an annotation. The setting of the configuration stands then. */
export interface AnnotationProblem {
  /** The whole key: `prepare-contrast.dev/memory`. */
  key: string;
  severity: 'error' | 'warning';
  message: string;
}

export interface PodAnnotations {
  /** True only for `skip: "true"`; a bad value never takes a pod out. */
  skip: boolean;
  settings: Layer;
  problems: AnnotationProblem[];
}

interface Reading {
  skip?: boolean;
  settings?: Layer;
  warnings?: string[];
  /** What is allowed instead, with what is wrong where that is known. */
  error?: { allowed: string; reason?: string };
}

type Reader = (value: string, version: ContrastVersion | undefined) => Reading;

const MEMORY = 'a quantity of at least 1Mi such as 512Mi';
const ONE_OR_PAIRS = `${MEMORY} for every container, or pairs such as "web=1Gi, proxy=128Mi"`;

const READERS: Record<string, Reader> = {
  skip(value) {
    if (value === 'true' || value === 'false') return { skip: value === 'true' };
    return { error: { allowed: '"true" or "false"' } };
  },
  platform(value, version) {
    const choice = findPlatform(value, version);
    if ('error' in choice) return { error: { allowed: 'a Contrast platform', reason: choice.error } };
    return { settings: { platform: value }, warnings: choice.warnings };
  },
  overhead(value) {
    if (formats.size!(value)) return { settings: { overhead: value } };
    return { error: { allowed: 'a quantity of whole bytes such as 256Mi' } };
  },
  'guest-memory'(value) {
    return formats.memory!(value) ? { settings: { guestMemory: value } } : { error: { allowed: MEMORY } };
  },
  memory(value) {
    const limits = memoryLimits(value);
    if (!limits) return { error: { allowed: ONE_OR_PAIRS } };
    const containers = Object.fromEntries(limits.map(([name, limit]) => [`*/${name}`, limit]));
    return { settings: { memory: { containers } } };
  },
  // Read by those whose they are.
  allow: () => ({}),
  'working-set': () => ({}),
};

const NONE: PodAnnotations = { skip: false, settings: {}, problems: [] };

/** Reads the annotations under `PREFIX`; the same object for every workload without any. */
export function readPodAnnotations(
  identity: Pick<WorkloadIdentity, 'isMarked' | 'annotations' | 'podAnnotations'>,
  version: ContrastVersion | undefined,
): PodAnnotations {
  if (!identity.isMarked) return NONE;
  const { annotations, podAnnotations } = identity;
  const result: PodAnnotations = { skip: false, settings: {}, problems: [] };
  let any = false;
  for (const key in annotations) {
    if (!key.startsWith(PREFIX)) continue;
    any = true;
    const value = annotations[key]!;
    const place = `annotation ${key}`;
    const report = (severity: AnnotationProblem['severity'], message: string) =>
      result.problems.push({ key, severity, message });

    const name = key.slice(PREFIX.length);
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!reader) {
      report('error', unknown(place, 'key', name, Object.keys(READERS)));
      continue;
    }
    if (!Object.hasOwn(podAnnotations, key)) {
      report('error', `${place}: counts only on the pod; move it to the metadata of the pod template`);
      continue;
    }
    const { skip, settings, warnings = [], error } = reader(value, version);
    if (error) report('error', invalid(place, value, error.allowed, error.reason));
    for (const warning of warnings) report('warning', `${place}: ${warning}`);
    if (skip !== undefined) result.skip = skip;
    Object.assign(result.settings, settings);
  }
  return any ? result : NONE;
}
