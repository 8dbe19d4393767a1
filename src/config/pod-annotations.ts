import { OWN_PREFIX } from '../contrast/annotations.ts';
import { findPlatform } from '../contrast/platforms.ts';
import type { ContrastVersion } from '../contrast/version.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import type { Problem } from '../util/errors.ts';
import type { Layer } from './build-settings.ts';
import { invalid, unknown } from './config-error.ts';
import { formats } from './formats.ts';
import { memoryLimits } from './memory-annotation-value.ts';

/** Annotations that set options for one pod. */

/** A problem with an annotation, which is then ignored. */
export interface AnnotationProblem extends Problem {
  /** The whole key: `prepare-contrast.dev/memory`. */
  key: string;
  severity: 'error' | 'warning';
}

export interface PodAnnotations {
  /** True only for `skip: "true"`; an invalid value never excludes a pod. */
  skip: boolean;
  settings: Layer;
  problems: AnnotationProblem[];
}

interface Reading {
  skip?: boolean;
  settings?: Layer;
  warnings?: string[];
  /** What is allowed, and the reason why the value is invalid if known. */
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
  // Other modules read these.
  allow: () => ({}),
  'working-set': () => ({}),
};

const NONE: PodAnnotations = { skip: false, settings: {}, problems: [] };

/** Parses the annotations with `OWN_PREFIX`. Returns the same object for all workloads without any. */
export function readPodAnnotations(
  identity: Pick<WorkloadIdentity, 'isMarked' | 'annotations' | 'podAnnotations'>,
  version: ContrastVersion | undefined,
): PodAnnotations {
  if (!identity.isMarked) return NONE;
  const { annotations, podAnnotations } = identity;
  const result: PodAnnotations = { skip: false, settings: {}, problems: [] };
  let any = false;
  for (const key in annotations) {
    if (!key.startsWith(OWN_PREFIX)) continue;
    any = true;
    const value = annotations[key]!;
    const place = `annotation ${key}`;
    const report = (code: ErrorCode, message: string) =>
      result.problems.push({ key, severity: 'error', code, message });

    const name = key.slice(OWN_PREFIX.length);
    const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
    if (!reader) {
      report('annotation-unknown', unknown(place, 'key', name, Object.keys(READERS)).message);
      continue;
    }
    if (!Object.hasOwn(podAnnotations, key)) {
      const message = `${place}: has an effect only on the pod; move it to the metadata of the pod template`;
      report('annotation-misplaced', message);
      continue;
    }
    const { skip, settings, warnings = [], error } = reader(value, version);
    if (error) report('annotation-invalid', invalid(place, value, error.allowed, error.reason).message);
    for (const warning of warnings)
      result.problems.push({
        key,
        severity: 'warning',
        code: 'annotation-reinterpreted',
        message: `${place}: ${warning}`,
      });
    if (skip !== undefined) result.skip = skip;
    Object.assign(result.settings, settings);
  }
  return any ? result : NONE;
}
