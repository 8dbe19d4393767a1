import { cpuAutoscalers, verticalAutoscalers } from '../cluster/autoscalers.ts';
import type { InputFacts } from '../cluster/facts.ts';
import { admit } from '../cluster/limit-ranger.ts';
import { amountOf } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';

export const autoscaler = defineRule({
  id: 'autoscaler',
  summary: 'Find autoscalers that cannot work with confidential pods.',
  rationale:
    'A VerticalPodAutoscaler changes limits when pods are created or while they run, but the VM was measured with those of the manifest and cannot grow. A HorizontalPodAutoscaler on CPU utilization does nothing where a container has no CPU request.',
  remedy:
    'Set updatePolicy.updateMode of the VerticalPodAutoscaler to "Off" and write what it recommends into the manifest. Let the HorizontalPodAutoscaler scale by another metric, or give each container a CPU request where the platform allows that.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, Horizontal pod autoscaling',
  severity: 'warning',
  wokenBy: { facts: ({ holds }) => holds('VerticalPodAutoscaler') || holds('HorizontalPodAutoscaler') },

  *inspect(workload, facts) {
    for (const { name, mode } of verticalAutoscalers(workload, facts)) {
      yield {
        path: workload.podSpecPath,
        message: `VerticalPodAutoscaler ${JSON.stringify(name)} (mode ${mode}) changes the limits of the pods, so the VM would not be the one that was measured: set its updatePolicy.updateMode to "Off"`,
      };
    }
    const autoscalers = cpuAutoscalers(workload, facts);
    if (autoscalers.length === 0 || amountOf(workload.pod, 'requests', 'cpu')) return;
    const without = withoutCpuRequest(workload, facts);
    for (const { name, container } of autoscalers) {
      const lacking = without.filter((one) => container === undefined || one.name === container);
      if (lacking.length === 0) continue;
      yield {
        path: workload.podSpecPath,
        message: `HorizontalPodAutoscaler ${JSON.stringify(name)} scales by CPU utilization, but has nothing to compare with, since ${lacking.map(({ title }) => title).join(', ')} ${lacking.length === 1 ? 'has' : 'have'} no CPU request: scale by another metric`,
      };
    }
  },
});

/** Main containers whose pods the API server would store without a CPU request. */
function withoutCpuRequest(workload: Workload, facts: InputFacts): Container[] {
  return admit(workload, facts.limitRanges(workload.namespace))
    .containers.filter(({ container, requests }) => container.role === 'main' && !requests.has('cpu'))
    .map(({ container }) => container);
}
