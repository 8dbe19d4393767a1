import { type Addition, admit } from '../cluster/limit-ranger.ts';
import { groupBy } from '../group-by.ts';
import { defineRule } from '../rule.ts';
import { firstFew } from '../short-list.ts';

/** Additions that a message tells of, and containers that it names for each. */
const MOST_TOLD = 4;

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
  wokenBy: { facts: ({ holds }) => holds('LimitRange') },

  *inspect(workload, facts) {
    const ranges = facts.limitRanges(workload.namespace);
    if (ranges.length === 0) return;
    const { additions, refusals } = admit(workload, ranges);
    const sizing = additions.filter(changesVm);
    // A default limit is the default request as well: one finding is enough.
    const others = additions.filter(
      (one) =>
        !changesVm(one) &&
        !sizing.some(({ container, resource }) => container === one.container && resource === one.resource),
    );
    if (sizing.length > 0) {
      const ownValue = sizing.every(({ resource }) => resource === 'memory')
        ? 'set it on the container, '
        : '';
      yield {
        path: workload.podSpecPath,
        message: `${describe(sizing)}, so the VM would not be the one that was measured: ${ownValue}take the value out of the LimitRange, or use another namespace`,
      };
    }
    if (others.length > 0) {
      yield {
        path: workload.podSpecPath,
        severity: 'warning',
        message: `${describe(others)}: the pod that runs will differ in that from the one that was prepared; take the value out of the LimitRange where that is not wanted`,
      };
    }
    for (const {
      limitRange: { name },
      message,
    } of refusals) {
      yield {
        path: workload.podSpecPath,
        message: `the API server would refuse this, because of LimitRange ${JSON.stringify(name)}: ${message}; change the LimitRange or use another namespace`,
      };
    }
  },
});

/** CPU limits and memory size the VM; a CPU request only concerns the scheduler. */
function changesVm({ field, resource }: Addition): boolean {
  return resource === 'memory' || (resource === 'cpu' && field === 'limits');
}

function describe(additions: Addition[]): string {
  const containers = groupBy(
    additions,
    ({ field, resource, quantity, limitRange: { name } }) =>
      `LimitRange ${JSON.stringify(name)} adds the ${resource} ${field === 'limits' ? 'limit' : 'request'} ${quantity.text.trim()}`,
  );
  const parts = [...containers].map(
    ([what, group]) => `${what} to ${firstFew(group, MOST_TOLD, ({ container }) => container.title)}`,
  );
  return firstFew(parts, MOST_TOLD);
}
