import { set } from '../edit/edit.ts';
import { soundMemory } from '../kube/memory-amount.ts';
import { pathOf, RESOURCE_FIELDS, type ResourceHolder } from '../kube/resources.ts';
import { defineRule, type Finding } from '../rule.ts';
import { entriesOf, mapAt } from '../yaml/read.ts';

export const podLevelResources = defineRule({
  id: 'pod-level-resources',
  summary: 'Check resources of the pod as a whole, and make its memory request equal to its limit.',
  rationale:
    'A limit of the pod replaces the sum of its containers, if the cluster knows the field; where it does not, the VM is sized by the containers alone.',
  remedy:
    'The request is set to the limit at that level by itself. Make sure that Kubernetes is at least 1.34 and Contrast recent, or set limits on the containers.',
  source:
    'Kubernetes, pod-level resources (KEP-2837); Contrast source, pod-level resources in the policy generator',
  severity: 'warning',

  inspect(workload) {
    const resources = mapAt(workload.podSpec, 'resources');
    const isGiven = RESOURCE_FIELDS.some((field) => entriesOf(mapAt(resources, field)).length > 0);
    return isGiven ? judge(workload.pod) : undefined;
  },
});

function* judge(pod: ResourceHolder): Iterable<Finding> {
  yield {
    path: [...pod.path, 'resources'],
    message:
      'the pod has resources of its own, which take the place of the sum of its containers: they need Kubernetes 1.34 and a Contrast release that knows them; with older ones put the limits on the containers',
  };
  const limit = soundMemory(pod, 'limits');
  const request = soundMemory(pod, 'requests');
  if (!limit || limit === 'unsound' || !limit.scalar || request === 'unsound') return;
  if (request?.quantity.nano === limit.quantity.nano) return;
  const path = pathOf(pod, 'requests', 'memory');
  const [is, wanted] = [request?.quantity.text, limit.quantity.text];
  const tooLarge = request !== undefined && request.quantity.nano > limit.quantity.nano;
  yield {
    path,
    ...(tooLarge ? { severity: 'error' as const } : {}),
    ...(is === undefined ? {} : { currentValue: is }),
    proposedValue: wanted,
    message: `the memory request of the pod is ${is ?? 'missing'}, but the VM always takes its limit of ${wanted}: make them equal`,
    fix: {
      edits: [set(path, limit.scalar)],
      message: `set the memory request of the pod to its limit of ${wanted}${is === undefined ? '' : ` (was ${is})`}, which the VM always takes${tooLarge ? '; Kubernetes refuses a request above the limit: check which of them was meant' : ''}`,
      ...(tooLarge ? { severity: 'warning' as const } : {}),
    },
  };
}
