import { usesGpu } from '../kube/gpu.ts';
import { perState } from '../kube/kept.ts';
import type { Workload } from '../kube/workload.ts';
import { textAt } from '../yaml/read.ts';
import { findPlatform, gpuVariant, type Platform } from './platforms.ts';
import { readRuntimeClass } from './runtime-class.ts';
import { atLeast } from './version.ts';

/**
 * The platform that the workload's pods run on: the one that a specific or versioned runtime class names, else the
 * configured one, or its GPU variant for pods with GPUs (Contrast documentation, GPU configuration, since 1.18).
 */
export const effectivePlatform = perState(({ podSpec, containers, settings }): Platform => {
  const name = textAt(podSpec, 'runtimeClassName');
  const reading = name === undefined ? undefined : readRuntimeClass(name);
  const named = reading && 'platform' in reading ? reading.platform : undefined;
  const choosesVariant = !named && atLeast(settings.version, '1.18') && usesGpu(containers);
  const wanted = named ?? (choosesVariant ? gpuVariant(settings.platform) : undefined);
  if (!wanted || wanted.name === settings.platform.name) return settings.platform;
  const choice = findPlatform(wanted.name, settings.version);
  return 'error' in choice ? wanted : choice.platform;
});

/** True where the configuration says that several vCPUs can be measured, and the platform can. */
export function allowsMultipleVcpus(workload: Workload): boolean {
  const { maxVcpus } = effectivePlatform(workload);
  return maxVcpus === undefined || (workload.settings.cpu.multiVcpu && maxVcpus.multi > 1);
}
