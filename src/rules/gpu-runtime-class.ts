import { gpuVariant } from '../contrast/platforms.ts';
import { releases } from '../contrast/releases.ts';
import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { GPU_PREFIX, gpuResourcesOf } from '../kubernetes/gpu.ts';
import { textAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule } from './rule.ts';

export const gpuRuntimeClass = defineRule({
  id: 'gpu-runtime-class',
  summary: 'Run pods that use a GPU under the GPU variant of their RuntimeClass.',
  rationale:
    'Only the GPU variants pass devices into the VM and give the guest the memory that its driver needs.',
  remedy:
    'Applied automatically to a class that names its platform. For a class that `contrast generate` wrote, write the placeholder and generate again.',
  source: 'Contrast documentation, GPU configuration',
  severity: 'warning',
  triggers: { keys: [`${GPU_PREFIX}*`] },

  *inspect({ podSpec, podSpecPath, containers, settings: { release } }) {
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined) return;
    const reading = readRuntimeClass(current);
    if (!('platform' in reading) || !reading.platform || reading.platform.gpu) return;
    const variant = gpuVariant(reading.platform);
    const resource = containers.flatMap(gpuResourcesOf)[0];
    if (!variant || resource === undefined) return;
    const found = { path: [...podSpecPath, 'runtimeClassName'], currentValue: current };
    const message = `the pod requests ${resource}, but ${current} is a class without GPU`;
    const wanted = variant.runtimeClass;
    const presence = release.hasPlatform(variant.name);
    if (presence === 'unclear') {
      yield {
        ...found,
        message: `${message}, and whether Contrast ${release.name} has its GPU variant ${wanted} is not certain: write ${wanted} where it does`,
      };
      return;
    }
    if (presence === 'no') {
      yield {
        ...found,
        message: `${message}, and its GPU variant came with Contrast ${releases.platform(variant.name)!.added.value}: use a newer release, or another platform`,
      };
      return;
    }
    if (reading.kind === 'versioned' || ('versioned' in reading && reading.versioned)) {
      yield { ...found, message: `${message}: write ${wanted} and run contrast generate again` };
      return;
    }
    yield {
      ...found,
      proposedValue: wanted,
      message: `${message}: set ${wanted}`,
      fix: {
        edits: [set(found.path, wanted)],
        message: `set to ${wanted}, because the pod requests ${resource}`,
      },
    };
  },
});
