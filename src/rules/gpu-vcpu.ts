import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { effectivePlatform } from '../contrast/effective-platform.ts';
import { podVcpus, vcpuBoundOf } from '../contrast/vcpus.ts';

import { GPU_PREFIX, gpuResourcesOf, isNoPassthrough } from '../kubernetes/gpu.ts';
import { aggregate } from '../kubernetes/pod-resources.ts';
import { ceilWhole } from '../kubernetes/quantity.ts';
import { amountOf } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { pluralize } from '../util/plural.ts';
import { defineRule } from './rule.ts';

export const gpuVcpu = defineRule({
  id: 'gpu-vcpu',
  summary: 'Check that the VM has as many virtual CPUs as GPUs.',
  rationale: 'A VM with several GPUs and fewer CPUs does not start.',
  remedy: 'Raise the CPU limits, so that there is a vCPU for every GPU.',
  source: 'Contrast source, verifier GPUCountValid',
  severity: 'warning',
  triggers: { keys: [`${GPU_PREFIX}*`] },

  *inspect(workload) {
    const [gpus, vcpus] = [gpuCount(workload), podVcpus(workload)];
    if (vcpus === undefined || vcpus >= gpus) return;
    const max = workload.settings.cpu.maxVcpus ?? vcpuBoundOf(workload).possible;
    const advice =
      max !== undefined && max < gpus
        ? `request fewer GPUs: Contrast ${workload.settings.release.name} measures at most ${pluralize(max, 'vCPU')} on ${effectivePlatform(workload).name}`
        : `set CPU limits of ${gpus - 1} or more in all, or request fewer GPUs`;
    yield {
      path: workload.podSpecPath,
      message: `the pod requests ${gpus} GPUs, but its VM has ${pluralize(vcpus, 'vCPU')}: ${advice}`,
    };
  },
});

/** GPUs of the pod: those of main containers and sidecars, or of one init container where that has more. */
function gpuCount(workload: ConfidentialWorkload): number {
  return ceilWhole(
    aggregate(workload.containers.map((container) => ({ role: container.role, nano: gpusOf(container) }))),
  );
}

function gpusOf(container: Container): bigint {
  // The rule gpu-resource reports resources that cannot be passed into a VM.
  const passed = gpuResourcesOf(container).filter((name) => !isNoPassthrough(name));
  return passed.reduce((sum, name) => sum + (amountOf(container, 'limits', name)?.quantity?.nano ?? 0n), 0n);
}
