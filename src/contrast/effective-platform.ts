import type { Workload } from '../kube/workload.ts';
import { textAt } from '../yaml/read.ts';
import { findPlatform, type Platform } from './platforms.ts';
import { readRuntimeClass } from './runtime-class.ts';

/**
 * The platform that the workload's pods run on: the one that a specific or versioned runtime class names, else the
 * configured one.
 */
export function effectivePlatform({ podSpec, settings }: Workload): Platform {
  const name = textAt(podSpec, 'runtimeClassName');
  const reading = name === undefined ? undefined : readRuntimeClass(name);
  const named = reading && 'platform' in reading ? reading.platform : undefined;
  if (!named || named.name === settings.platform.name) return settings.platform;
  const choice = findPlatform(named.name, settings.version);
  return 'error' in choice ? named : choice.platform;
}

/** True where the configuration says that several vCPUs can be measured, and the platform can. */
export function allowsMultipleVcpus(workload: Workload): boolean {
  const { maxVcpus } = effectivePlatform(workload);
  return maxVcpus === undefined || (workload.settings.cpu.multiVcpu && maxVcpus.multi > 1);
}
