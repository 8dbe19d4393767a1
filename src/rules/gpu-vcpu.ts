import { podVcpus } from '../contrast/vm-size.ts';
import { counted } from '../counted.ts';
import { GPU_PREFIX, gpuResourcesOf } from '../kube/gpu.ts';
import { aggregate } from '../kube/pod-resources.ts';
import { ceilWhole } from '../kube/quantity.ts';
import { amountOf } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';

export const gpuVcpu = defineRule({
  id: 'gpu-vcpu',
  summary: 'Check that the VM has as many virtual CPUs as GPUs.',
  rationale: 'A VM with several GPUs and fewer CPUs does not start.',
  remedy: 'Raise the CPU limits, so that there is a vCPU for every GPU.',
  source: 'Contrast source, verifier GPUCountValid',
  severity: 'warning',
  wokenBy: { keys: [`${GPU_PREFIX}*`] },

  *inspect(workload) {
    const [gpus, vcpus] = [gpuCount(workload), podVcpus(workload)];
    if (vcpus === undefined || vcpus >= gpus) return;
    yield {
      path: workload.podSpecPath,
      message: `the pod asks for ${gpus} GPUs, but its VM has ${counted(vcpus, 'vCPU')}: ask for fewer GPUs, or raise the CPU limits where the platform allows several vCPUs`,
    };
  },
});

/** GPUs of the pod: those of main containers and sidecars, or of one init container where that has more. */
function gpuCount(workload: Workload): number {
  return ceilWhole(
    aggregate(workload.containers.map((container) => ({ role: container.role, nano: gpusOf(container) }))),
  );
}

function gpusOf(container: Container): bigint {
  return gpuResourcesOf(container).reduce(
    (sum, name) => sum + (amountOf(container, 'limits', name)?.quantity?.nano ?? 0n),
    0n,
  );
}
