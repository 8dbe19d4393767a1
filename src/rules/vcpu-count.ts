import { allowsMultipleVcpus, effectivePlatform } from '../contrast/effective-platform.ts';
import { podVcpus } from '../contrast/vm-size.ts';
import { counted } from '../counted.ts';
import { amountOf, holderTitle, textOf } from '../kube/resources.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';

export const vcpuCount = defineRule({
  id: 'vcpu-count',
  summary: 'Check that the VM has a number of virtual CPUs that the platform can measure.',
  rationale: 'A VM with another number of CPUs than the reference values allow fails attestation.',
  remedy:
    'Change the CPU limits until their sum, rounded up, plus one lies in the range of the platform, or set `cpu.minVcpus` and `cpu.maxVcpus` where your release differs.',
  source:
    'Contrast source, verifier CPUCountValid; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload) {
    const vcpus = podVcpus(workload);
    if (vcpus === undefined) return unreadableLimits(workload);
    const { min, max } = vcpuRange(workload);
    if (vcpus >= min && (max === undefined || vcpus <= max)) return undefined;
    const tooMany = vcpus > min;
    const { minVcpus, maxVcpus } = workload.settings.cpu;
    const allowed = tooMany ? `at most ${max}` : `at least ${min}`;
    const configured = (tooMany ? maxVcpus : minVcpus) !== undefined;
    const who = `${configured ? 'the configuration' : effectivePlatform(workload).name} allows ${allowed}`;
    const advice = !tooMany ? 'raise' : max === 1 ? 'remove' : 'lower';
    return [
      {
        path: workload.podSpecPath,
        message: `the VM would have ${counted(vcpus, 'vCPU')}, one and the CPU limits rounded up, but ${who}: ${advice} the CPU limits of the pod`,
      },
    ];
  },
});

/** The configured bounds, else the platform's. */
function vcpuRange(workload: Workload): { min: number; max: number | undefined } {
  const { minVcpus, maxVcpus } = workload.settings.cpu;
  const bounds = effectivePlatform(workload).maxVcpus;
  const own = allowsMultipleVcpus(workload) ? bounds?.multi : bounds?.single;
  return { min: minVcpus ?? 1, max: maxVcpus ?? own };
}

function* unreadableLimits(workload: Workload) {
  for (const holder of [workload.pod, ...workload.containers]) {
    const limit = amountOf(holder, 'limits', 'cpu');
    if (!limit || limit.quantity) continue;
    yield {
      path: limit.path,
      currentValue: textOf(limit),
      message: `the CPU limit ${JSON.stringify(textOf(limit))} of ${holderTitle(holder)} is no quantity of Kubernetes or one that YAML readers take differently, so the CPUs of the VM are not known: write an amount such as "2" or 500m`,
    };
  }
}
