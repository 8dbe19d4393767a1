import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { cpuAutoscalers, verticalAutoscalers } from '../kubernetes/input/autoscalers.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { admit } from '../kubernetes/input/limit-range-admission.ts';
import { amountOf } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { defineRule } from './rule.ts';
import { inputHolds } from './triggers.ts';

export const autoscaler = defineRule({
  id: 'autoscaler',
  summary: 'Find autoscalers that cannot work with confidential pods.',
  rationale:
    'A VerticalPodAutoscaler changes limits when pods are created or while they run, but the VM is measured with the limits of the manifest and cannot grow. A HorizontalPodAutoscaler on CPU utilization does nothing if a container has no CPU request.',
  remedy:
    'Set updatePolicy.updateMode of the VerticalPodAutoscaler to "Off" and copy its recommendation into the manifest. Use another metric for the HorizontalPodAutoscaler, or set a CPU request on each container if the platform allows it.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, Horizontal pod autoscaling',
  severity: 'warning',
  triggers: { facts: ['VerticalPodAutoscaler', 'HorizontalPodAutoscaler'].map(inputHolds) },

  *inspect(workload, facts) {
    for (const { name, mode } of verticalAutoscalers(workload, facts)) {
      yield {
        path: workload.podSpecPath,
        message: `VerticalPodAutoscaler ${JSON.stringify(name)} (mode ${mode}) changes the limits of the pods, so the VM would differ from the measured one: set its updatePolicy.updateMode to "Off"`,
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
        message: `HorizontalPodAutoscaler ${JSON.stringify(name)} scales by CPU utilization but cannot compute it, since ${lacking.map(({ title }) => title).join(', ')} ${lacking.length === 1 ? 'has' : 'have'} no CPU request: use another metric`,
      };
    }
  },
});

/** Main containers whose pods the API server would store without a CPU request. */
function withoutCpuRequest(workload: ConfidentialWorkload, facts: InputIndex): Container[] {
  return admit(workload, facts.limitRanges(workload.namespace))
    .containers.filter(({ container, requests }) => container.role === 'main' && !requests.has('cpu'))
    .map(({ container }) => container);
}
