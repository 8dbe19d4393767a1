import type { Config } from '../../config/load-config.ts';
import { isFailing } from '../enforced.ts';
import type { GuardCheck, Refusal } from './check.ts';
import { cpuLimit, memoryLimit, memoryRequest, memoryUnit, podLevelResources } from './memory.ts';
import {
  gpuResource,
  hostNamespaces,
  imageDigest,
  kataAnnotations,
  lifecycleHook,
  reservedNames,
  runtimeClassName,
} from './pod.ts';
import { hostPath, persistentVolume, subPath, volumeType } from './volumes.ts';

/** What the guard enforces beside the RuntimeClass, in the order of its refusals. */
export const CHECKS: readonly GuardCheck[] = [
  runtimeClassName,
  memoryUnit,
  memoryLimit,
  memoryRequest,
  podLevelResources,
  cpuLimit,
  gpuResource,
  kataAnnotations,
  volumeType,
  hostPath,
  persistentVolume,
  subPath,
  reservedNames,
  hostNamespaces,
  lifecycleHook,
  imageDigest,
];

/**
 * Returns the reasons that apply under the configuration: what `check` fails on, or with `strict` what `check --strict` fails on.
 * A rule that is off or only warns rejects nothing.
 */
export function refusalsOf(config: Config, strict: boolean): Refusal[] {
  return CHECKS.flatMap((check) => {
    const { rule } = check;
    const refusal = check.refusal({
      config,
      strict,
      fails: (finding) => isFailing(config.settings, strict, { rule, ...finding }),
    });
    return refusal ? [{ rule, ...refusal }] : [];
  });
}
