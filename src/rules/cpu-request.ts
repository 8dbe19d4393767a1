import { allowsMultipleVcpus, effectivePlatform } from '../contrast/effective-platform.ts';
import { remove } from '../edit/edit.ts';
import { amountOf, holderTitle, judgedContainers, textOf } from '../kube/resources.ts';
import { defineRule, type Finding } from '../rule.ts';

export const cpuRequest = defineRule({
  id: 'cpu-request',
  summary: 'Point out CPU requests on bare metal.',
  rationale:
    'The VM has one CPU, whatever a request says; some releases document a request as a cause of failing attestation.',
  remedy:
    'Opt-in: `cpu.removeRequests: true` removes the requests. Without them the scheduler and a HorizontalPodAutoscaler on CPU utilisation know less.',
  source: 'Contrast documentation, Current limitations',
  severity: 'warning',
  wokenBy: { keys: ['cpu'] },

  inspect(workload) {
    if (effectivePlatform(workload).host === 'aks' || allowsMultipleVcpus(workload)) return undefined;
    const findings: Finding[] = [];
    for (const holder of [workload.pod, ...judgedContainers(workload)]) {
      const request = amountOf(holder, 'requests', 'cpu');
      if (!request) continue;
      const [who, is] = [holderTitle(holder), textOf(request)];
      const finding: Finding = {
        path: request.path,
        currentValue: is,
        message: `${who} has a CPU request of ${is}, which gives the VM no CPUs and is documented as a cause of failing attestation in some releases: remove it (cpu.removeRequests: true does), unless the scheduler needs it`,
      };
      if (workload.settings.cpu.removeRequests) {
        finding.fix = {
          edits: [remove(request.path)],
          message: `removed the CPU request ${is} of ${who}, as cpu.removeRequests says`,
          removes: true,
        };
      }
      findings.push(finding);
    }
    return findings;
  },
});
