import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { effectivePlatform } from '../contrast/effective-platform.ts';
import { podVcpus, vcpuBoundOf } from '../contrast/vcpus.ts';

import { amountOf, holderTitle, textOf } from '../kubernetes/resources.ts';
import { pluralize } from '../util/plural.ts';
import { defineRule } from './rule.ts';

export const vcpuCount = defineRule({
  id: 'vcpu-count',
  summary: 'Check that the number of virtual CPUs of the VM is one that the platform can measure.',
  rationale: 'A VM fails attestation if the reference values do not allow its number of CPUs.',
  remedy:
    'Change the CPU limits so that their sum, rounded up, plus one is in the range of the platform, or set `cpu.minVcpus` and `cpu.maxVcpus` if your release differs.',
  source:
    'Contrast source, verifier CPUCountValid; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload) {
    const vcpus = podVcpus(workload);
    if (vcpus === undefined) return unreadableLimits(workload);
    const { minVcpus: min = 1, maxVcpus } = workload.settings.cpu;
    const { certain, possible } = vcpuBoundOf(workload);
    const max = maxVcpus ?? possible;
    const path = workload.podSpecPath;
    const has = `the VM would have ${pluralize(vcpus, 'vCPU')}, which is 1 plus the CPU limits rounded up, but`;
    if (vcpus < min)
      return [
        {
          path,
          message: `${has} the configuration allows a minimum of ${min}: raise the CPU limits of the pod`,
        },
      ];
    const platform = effectivePlatform(workload).name;
    const release = `Contrast ${workload.settings.release.name}`;
    if (max !== undefined && vcpus > max) {
      const who =
        maxVcpus === undefined
          ? `${release} measures a maximum of ${max} on ${platform}`
          : `the configuration allows a maximum of ${max}`;
      const advice = max === 1 ? 'remove' : 'lower';
      return [{ path, message: `${has} ${who}: ${advice} the CPU limits of the pod` }];
    }
    // The rule cpu-limit reports a maximum of one.
    if (maxVcpus !== undefined || certain === undefined || certain === 1 || vcpus <= certain)
      return undefined;
    return [
      {
        path,
        severity: 'warning',
        message: `${has} it is inferred, not documented, that ${release} measures up to ${possible} on ${platform}; for certain it measures ${certain}: lower the CPU limits of the pod, or set cpu.maxVcpus for your release`,
      },
    ];
  },
});

function* unreadableLimits(workload: ConfidentialWorkload) {
  for (const holder of [workload.pod, ...workload.containers]) {
    const limit = amountOf(holder, 'limits', 'cpu');
    if (!limit || limit.quantity) continue;
    yield {
      path: limit.path,
      currentValue: textOf(limit),
      message: `the CPU limit ${JSON.stringify(textOf(limit))} of ${holderTitle(holder)} is not a Kubernetes quantity, or YAML parsers read it differently, so the number of CPUs of the VM is unknown: write a quantity such as "2" or 500m`,
    };
  }
}
