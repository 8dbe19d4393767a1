import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { set } from '../edit/edit.ts';
import { gpuResourcesOf } from '../kube/gpu.ts';
import { defineRule } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

export const gpuRuntimeClass = defineRule({
  id: 'gpu-runtime-class',
  summary: 'Run pods that use a GPU under the GPU variant of their RuntimeClass.',
  rationale:
    'Only the GPU variants pass devices into the VM and give the guest the memory that its driver needs.',
  remedy:
    'Applied by itself to a class that names its platform. For a class that `contrast generate` wrote, write the placeholder and generate again.',
  source: 'Contrast documentation, GPU configuration',
  severity: 'warning',

  *inspect({ podSpec, podSpecPath, containers }) {
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined) return;
    const reading = readRuntimeClass(current);
    if (
      !('platform' in reading) ||
      !reading.platform ||
      reading.platform.gpu ||
      reading.platform.host !== 'metal'
    )
      return;
    const resource = containers.flatMap(gpuResourcesOf)[0];
    if (resource === undefined) return;
    const path = [...podSpecPath, 'runtimeClassName'];
    const message = `asks for ${resource}, but ${current} is a class without GPU`;
    if (reading.kind !== 'specific') {
      yield {
        path,
        currentValue: current,
        message: `${message}: write its GPU variant and run contrast generate again`,
      };
      return;
    }
    const wanted = `${current}-gpu`;
    yield {
      path,
      currentValue: current,
      proposedValue: wanted,
      message: `${message}: set ${wanted}`,
      fix: { edits: [set(path, wanted)], message: `set to ${wanted}, because the pod asks for ${resource}` },
    };
  },
});
