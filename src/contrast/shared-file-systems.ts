import { type Mount, mountsByVolume } from '../kubernetes/volume-mounts.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { effectivePlatform } from './effective-platform.ts';
import type { Platform } from './platforms.ts';
import { isCertainly, type Release } from './releases.ts';

/**
 * True if `contrast generate` fails on mounts that need a file system of the host (Contrast source, verifier NoSharedFSMount, which
 * judges pods whose RuntimeClass begins with `contrast-cc`; insecure platforms have another).
 */
export function rejectsSharedFileSystems({ tee }: Platform, release: Release): boolean {
  return tee !== 'none' && isCertainly(release.fact('sharedFileSystems'), 'rejected');
}

/** Returns the mounts of a volume on which `contrast generate` fails if the volume needs a file system of the host; it skips init containers. */
export function rejectedMounts(workload: ConfidentialWorkload, volume: string): Mount[] {
  if (!rejectsSharedFileSystems(effectivePlatform(workload), workload.settings.release)) return [];
  const mounts = mountsByVolume(workload).get(volume) ?? [];
  return mounts.filter(({ list, container }) => list === 'volumeMounts' && container.role === 'main');
}
