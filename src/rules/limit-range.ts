import { type Addition, admit } from '../cluster/limit-ranger.ts';
import { titleOf } from '../kube/resources.ts';
import { defineRule } from '../rule.ts';

export const limitRange = defineRule({
  id: 'limit-range',
  summary: 'Check that the LimitRanges of the namespace leave the prepared pod as it is.',
  rationale:
    'A LimitRange changes limits when the pod is created, after Contrast measured the VM and wrote the policy, or refuses limits that are large enough for the images.',
  remedy:
    'Change the LimitRange, or give the container what it would be given, so that what runs is what was prepared.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, LimitRanger admission plugin',
  severity: 'error',

  *inspect(workload, facts) {
    const ranges = facts.limitRanges(workload.namespace);
    if (ranges.length === 0) return;
    const { additions, refusals } = admit(workload, ranges);
    const sizing = additions.filter(changesVm);
    const others = additions.filter((addition) => !changesVm(addition));
    if (sizing.length > 0) {
      yield {
        path: workload.podSpecPath,
        message: `${describe(sizing)}, so the VM would not be the one that was measured: take the value out of the LimitRange, set it on the container, or use another namespace`,
      };
    }
    if (others.length > 0) {
      yield {
        path: workload.podSpecPath,
        severity: 'warning',
        message: `${describe(others)}: the pod that runs will not be quite the one that was prepared`,
      };
    }
    for (const {
      limitRange: { name },
      message,
    } of refusals) {
      yield {
        path: workload.podSpecPath,
        message: `LimitRange ${JSON.stringify(name)} makes the API server refuse the pod: ${message}; change the LimitRange or use another namespace`,
      };
    }
  },
});

/** CPU limits and memory size the VM; a CPU request only concerns the scheduler. */
function changesVm({ field, resource }: Addition): boolean {
  return resource === 'memory' || (resource === 'cpu' && field === 'limits');
}

function describe(additions: Addition[]): string {
  const parts = additions.map(
    ({ container, field, resource, quantity, limitRange: { name } }) =>
      `LimitRange ${JSON.stringify(name)} adds a ${resource} ${field === 'limits' ? 'limit' : 'request'} of ${quantity.text.trim()} to ${titleOf(container)}`,
  );
  return parts.length > 4 ? `${parts.slice(0, 4).join(', ')} and ${parts.length - 4} more` : parts.join(', ');
}
