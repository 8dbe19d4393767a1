import { effectivePlatform } from '../contrast/effective-platform.ts';
import { guestReserve } from '../contrast/guest-reserve.ts';
import { vmSize } from '../contrast/vm-size.ts';
import { defineRule, type Finding } from './rule.ts';

/** In MiB; the memory of the guest system has that much to spare. */
const NEGLIGIBLE = 100;

export const vmMemory = defineRule({
  id: 'vm-memory',
  summary: 'Check the memory of the VM against what the guest keeps for itself and what the platform allows.',
  rationale:
    'A confidential guest reserves up to 1 GiB for the buffers of its I/O. In large VMs that is more than the memory of the guest system, so the containers cannot use their limits in full. On TDX a VM has at most 256 GiB.',
  remedy:
    'Raise the limits by what is missing, or set `guestMemory` where the nodes configure another default memory. On TDX keep the limits and the overhead below 256Gi.',
  source:
    'Contrast documentation, Current limitations; Contrast source, test of the image store; Linux source, swiotlb',
  severity: 'info',

  inspect(workload, facts) {
    const { host, tee, name } = effectivePlatform(workload);
    if (host === 'aks' || tee === 'none') return undefined;
    const size = vmSize(workload, facts);
    if (!size || size.podLimit === 0) return undefined;
    const { release } = workload.settings;
    const path = workload.podSpecPath;
    const findings = size.injected.flatMap(({ name: added, memory, otherMemory }): Finding[] =>
      otherMemory === undefined
        ? []
        : [
            {
              path,
              severity: 'warning',
              message: `the memory of the VM includes ${memory}Mi for ${added}, which is inferred for Contrast ${release.name}: contrast generate may give it ${otherMemory}Mi`,
            },
          ],
    );
    const max = tee === 'tdx' ? release.fact('tdxMemoryMiB').value : undefined;
    if (max !== undefined && size.nodeMemory > max)
      findings.push({
        path,
        severity: 'error',
        message: `the pod takes ${size.nodeMemory}Mi with the overhead, but a VM on ${name} has at most ${max}Mi in Contrast ${release.name}: lower the memory limits, or split the pod`,
      });
    const missing = guestReserve(size.vmMemory) - size.guestMemory;
    if (missing > NEGLIGIBLE)
      findings.push({
        path,
        message: `the guest keeps about ${guestReserve(size.vmMemory)}Mi of ${size.vmMemory}Mi for itself, ${missing}Mi more than its ${size.guestMemory}Mi: the containers get ${size.podLimit - missing}Mi of their limits of ${size.podLimit}Mi. Raise the limits by ${missing}Mi if they need all of it`,
      });
    return findings;
  },
});
