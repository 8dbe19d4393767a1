import type { Rule } from '../rule.ts';
import { alreadyGenerated } from './already-generated.ts';
import { cpuLimit } from './cpu-limit.ts';
import { cpuRequest } from './cpu-request.ts';
import { cpuWithoutMemory } from './cpu-without-memory.ts';
import { exemptPods } from './exempt-pods.ts';
import { generatedPods } from './generated-pods.ts';
import { gpuRuntimeClass } from './gpu-runtime-class.ts';
import { gpuVcpu } from './gpu-vcpu.ts';
import { hostPath } from './host-path.ts';
import { imageMemory } from './image-memory.ts';
import { initCpu } from './init-cpu.ts';
import { initMemory } from './init-memory.ts';
import { kataAnnotations } from './kata-annotations.ts';
import { limitRange } from './limit-range.ts';
import { memoryLimit } from './memory-limit.ts';
import { memoryRequest } from './memory-request.ts';
import { memoryUnit } from './memory-unit.ts';
import { memoryVolumes } from './memory-volumes.ts';
import { missingVolume } from './missing-volume.ts';
import { noWorkload } from './no-workload.ts';
import { persistentVolume } from './persistent-volume.ts';
import { podLevelResources } from './pod-level-resources.ts';
import { runtimeClass } from './runtime-class.ts';
import { runtimeClassName } from './runtime-class-name.ts';
import { vcpuCount } from './vcpu-count.ts';
import { vmSize } from './vm-size.ts';
import { volumeType } from './volume-type.ts';

/** Every rule in the order of running: a later one sees what the fixes of those before it did. */
export const rules: readonly Rule[] = [
  alreadyGenerated,
  exemptPods,
  noWorkload,
  generatedPods,
  runtimeClassName,
  runtimeClass,
  gpuRuntimeClass,
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
  missingVolume,
  volumeType,
  hostPath,
  persistentVolume,
  vmSize,
];
