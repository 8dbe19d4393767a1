import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { imageNeedText, knownLimit } from '../contrast/default-limit.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { pathOf, withoutMemoryLimit } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import type { Setting } from './setting.ts';
import { compareWithUse } from './shared/compare-with-use.ts';

/** A value that most containers can start with; users replace it. */
const DEFAULT: Setting = { path: 'memory.default', value: '512Mi' };

export const memoryLimit = defineRule({
  id: 'memory-limit',
  summary: 'Give every container a memory limit, and compare limits with measured use.',
  rationale:
    'The VM gets the sum of the limits and cannot grow: a container without a limit adds nothing and uses memory of the other containers and of the guest system, and one that needs more than its limit is terminated.',
  remedy:
    'Applied automatically if a limit is known, from `memory.containers` or the annotation of the pod, then from measured use (`prepare-contrast usage` writes a file for `memory.usageFrom`), then from the LimitRange of the namespace, then the largest of the request, `memory.default` and the size of the image. The size of the image alone does not replace a limit: otherwise set one for the worst case. `rules: {memory-limit: {fix: true}}` also raises existing limits that are less than measured use requires.',
  source: 'Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload, facts) {
    const measured = workload.settings.memory.usage.isEmpty ? [] : compareWithUse(workload);
    const without = withoutMemoryLimit(workload);
    return without.length === 0 ? measured : [...setLimits(without, workload, facts), ...measured];
  },
});

function* setLimits(
  without: readonly Container[],
  workload: ConfidentialWorkload,
  facts: InputIndex,
): Iterable<Finding> {
  for (const container of without) {
    const path = pathOf(container, 'limits', 'memory');
    const missing = `${container.title} has no memory limit, so it adds nothing to the memory of the VM`;
    const known = knownLimit(workload, container, facts);
    if (!known) {
      yield {
        path,
        message: `${missing}: set resources.limits.memory to its maximum${withImage(workload, container)}, or configure memory.containers`,
        cause: {
          message:
            'containers have no memory limit, so they add nothing to the memory of the VM: set resources.limits.memory to the maximum of each, or configure memory.containers',
          subject: container.title,
        },
        setting: DEFAULT,
      };
      continue;
    }
    const { value, text, origin, doubt } = known;
    const because = doubt === undefined ? origin : `${origin}; ${doubt}`;
    yield {
      path,
      proposedValue: text,
      message: `${missing}: set it to ${text}, ${origin}`,
      fix: {
        edits: [set(path, value)],
        message: `set the memory limit of ${container.title} to ${text}, ${because}`,
        ...(doubt !== undefined && { severity: 'warning' }),
      },
    };
  }
}

/** The size of the image does not replace a limit: the VM would have no memory for what the program needs. */
function withImage(workload: ConfidentialWorkload, container: Container): string {
  const image = imageNeedText(workload, container);
  return image === undefined ? '' : ` and the ${image} that its image takes`;
}
