import { usesGpu } from '../kubernetes/gpu.ts';
import { memoPerEdit } from '../kubernetes/memo.ts';
import { textAt } from '../yaml/access.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { findPlatform, gpuVariant, type Platform } from './platforms.ts';
import { readRuntimeClass } from './runtime-class.ts';

/**
 * The platform that the workload's pods run on: the one that a specific or versioned runtime class names, else the
 * configured one, or its GPU variant for pods with GPUs where the release chooses it (Contrast documentation, GPU configuration).
 */
export const effectivePlatform = memoPerEdit(
  ({ podSpec, containers, settings }: ConfidentialWorkload): Platform => {
    const name = textAt(podSpec, 'runtimeClassName');
    const reading = name === undefined ? undefined : readRuntimeClass(name);
    const named = reading && 'platform' in reading ? reading.platform : undefined;
    const choosesVariant =
      !named && settings.release.fact('gpuClass').value === 'chosen' && usesGpu(containers);
    const wanted = named ?? (choosesVariant ? gpuVariant(settings.platform) : undefined);
    if (!wanted || wanted.name === settings.platform.name) return settings.platform;
    const choice = findPlatform(wanted.name, settings.release.version);
    return 'error' in choice ? wanted : choice.platform;
  },
);
