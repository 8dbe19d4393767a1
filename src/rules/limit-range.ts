import { type Addition, admit } from '../kubernetes/input/limit-range-admission.ts';
import { amountOf } from '../kubernetes/resources.ts';
import type { Workload } from '../kubernetes/workload.ts';
import { groupBy } from '../util/group-by.ts';
import { firstFew } from '../util/join-words.ts';
import { defineRule } from './rule.ts';
import { inputHolds } from './triggers.ts';

/** Maximum number of additions in a message, and of containers for each. */
const MAX_LISTED = 4;

export const limitRange = defineRule({
  id: 'limit-range',
  summary: 'Check that the LimitRanges of the namespace do not change or reject the prepared pod.',
  rationale:
    'A LimitRange changes limits when the pod is created, after Contrast has measured the VM and written the policy, or rejects limits that are large enough for the images.',
  remedy:
    'Change the LimitRange, or set the value that it would add on the container, so that the pod runs as prepared.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Kubernetes, LimitRanger admission plugin',
  severity: 'error',
  triggers: { facts: [inputHolds('LimitRange')] },

  *inspect(workload, facts) {
    const ranges = facts.limitRanges(workload.namespace);
    if (ranges.length === 0) return;
    const { additions, refusals } = admit(workload, ranges);
    const sizing = additions.filter((one) => changesVm(one, workload));
    // A default limit is the default request as well: one finding is enough.
    const others = additions.filter(
      (one) =>
        !changesVm(one, workload) &&
        !sizing.some(({ container, resource }) => container === one.container && resource === one.resource),
    );
    if (sizing.length > 0) {
      const ownValue = sizing.every(({ resource }) => resource === 'memory')
        ? 'set the value on the container, '
        : '';
      yield {
        path: workload.podSpecPath,
        message: `${describe(sizing)}, so the VM would differ from the measured one: ${ownValue}remove it from the LimitRange, or use another namespace`,
      };
    }
    if (others.length > 0) {
      yield {
        path: workload.podSpecPath,
        severity: 'warning',
        message: `${describe(others)}, so the running pod will differ from the prepared one: remove the value from the LimitRange if this is not intended`,
      };
    }
    for (const {
      limitRange: { name },
      message,
    } of refusals) {
      yield {
        path: workload.podSpecPath,
        message: `LimitRange ${JSON.stringify(name)} makes the API server reject the pod: ${message}; change the LimitRange or use another namespace`,
      };
    }
  },
});

/**
 * True for memory and CPU limits, which set the size of the VM unless the pod has a pod-level limit; a CPU request only affects
 * scheduling.
 */
function changesVm({ field, resource }: Addition, { pod }: Workload): boolean {
  if (amountOf(pod, 'limits', resource)) return false;
  return resource === 'memory' || (resource === 'cpu' && field === 'limits');
}

function describe(additions: Addition[]): string {
  const containers = groupBy(
    additions,
    ({ field, resource, quantity, limitRange: { name } }) =>
      `LimitRange ${JSON.stringify(name)} adds the ${resource} ${field === 'limits' ? 'limit' : 'request'} ${quantity.text.trim()}`,
  );
  const parts = [...containers].map(
    ([what, group]) => `${what} to ${firstFew(group, MAX_LISTED, ({ container }) => container.title)}`,
  );
  return firstFew(parts, MAX_LISTED);
}
