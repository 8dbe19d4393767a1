import type { Rule } from '../rule.ts';
import { alreadyGenerated } from './already-generated.ts';
import { exemptPods } from './exempt-pods.ts';
import { generatedPods } from './generated-pods.ts';
import { gpuRuntimeClass } from './gpu-runtime-class.ts';
import { hostPath } from './host-path.ts';
import { missingVolume } from './missing-volume.ts';
import { noWorkload } from './no-workload.ts';
import { persistentVolume } from './persistent-volume.ts';
import { runtimeClass } from './runtime-class.ts';
import { runtimeClassName } from './runtime-class-name.ts';
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
  missingVolume,
  volumeType,
  hostPath,
  persistentVolume,
];
