import type { InputFacts } from '../cluster/facts.ts';
import { knownLimit } from '../contrast/missing-limit.ts';
import { set } from '../edit/edit.ts';
import { amountOf, judgedContainers, pathOf } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

export const memoryLimit = defineRule({
  id: 'memory-limit',
  summary: 'Give every container a memory limit.',
  rationale:
    'The VM gets the sum of the limits: a container without one adds nothing, and its memory is taken from the others and from the guest system.',
  remedy: `Applied by itself where a limit is known: from \`memory.containers\` or the pod's annotation, the namespace's LimitRange, else the largest of request, \`memory.default\` and the need of the image. Where nothing is known, set a limit for the worst case.`,
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload, facts) {
    if (amountOf(workload.pod, 'limits', 'memory')) return undefined;
    const without = judgedContainers(workload).filter((one) => !amountOf(one, 'limits', 'memory'));
    return without.length === 0 ? undefined : setLimits(without, workload, facts);
  },
});

function* setLimits(without: readonly Container[], workload: Workload, facts: InputFacts): Iterable<Finding> {
  for (const container of without) {
    const path = pathOf(container, 'limits', 'memory');
    const missing = `${container.title} has no memory limit, so it adds nothing to the memory of the VM`;
    const known = knownLimit(workload, container, facts);
    if (!known) {
      yield {
        path,
        message: `${missing}: set resources.limits.memory to its worst case, or name a limit in memory.containers or memory.default of the configuration`,
      };
      continue;
    }
    const { value, text, origin, requestAlone } = known;
    yield {
      path,
      proposedValue: text,
      message: `${missing}: set it to ${text}, ${origin}`,
      fix: requestAlone
        ? {
            edits: [set(path, value)],
            message: `set the memory limit of ${container.title} to ${text}, ${origin}; it may have used more than that so far, which it no longer can: check the limit`,
            severity: 'warning',
          }
        : {
            edits: [set(path, value)],
            message: `set the memory limit of ${container.title} to ${text}, ${origin}`,
          },
    };
  }
}
