import type { Rule } from '../../src/rule.ts';
import { cpuLimit } from '../../src/rules/cpu-limit.ts';
import { cpuRequest } from '../../src/rules/cpu-request.ts';
import { cpuWithoutMemory } from '../../src/rules/cpu-without-memory.ts';
import { gpuVcpu } from '../../src/rules/gpu-vcpu.ts';
import { imageMemory } from '../../src/rules/image-memory.ts';
import { initCpu } from '../../src/rules/init-cpu.ts';
import { initMemory } from '../../src/rules/init-memory.ts';
import { kataAnnotations } from '../../src/rules/kata-annotations.ts';
import { limitRange } from '../../src/rules/limit-range.ts';
import { memoryLimit } from '../../src/rules/memory-limit.ts';
import { memoryRequest } from '../../src/rules/memory-request.ts';
import { memoryUnit } from '../../src/rules/memory-unit.ts';
import { memoryVolumes } from '../../src/rules/memory-volumes.ts';
import { podLevelResources } from '../../src/rules/pod-level-resources.ts';
import { vcpuCount } from '../../src/rules/vcpu-count.ts';
import { vmSize } from '../../src/rules/vm-size.ts';

/** The rules about memory, CPUs and what changes them, in the order of running. */
export const resourceRules: readonly Rule[] = [
  memoryUnit,
  podLevelResources,
  memoryLimit,
  imageMemory,
  initMemory,
  memoryRequest,
  memoryVolumes,
  kataAnnotations,
  cpuLimit,
  cpuRequest,
  vcpuCount,
  initCpu,
  gpuVcpu,
  cpuWithoutMemory,
  limitRange,
  vmSize,
];
