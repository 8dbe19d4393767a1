import { GROUP } from '../config/document.ts';
import { groupOf } from '../kubernetes/kinds/kind.ts';
import { firstFew } from '../util/join-words.ts';
import { kindsWithPods } from './generated-pods.ts';
import { defineRule } from './rule.ts';

/** Number of kinds that the message names. */
const MOST_NAMED = 5;

export const unknownKind = defineRule({
  id: 'unknown-kind',
  summary: 'List the kinds of custom resources that are unknown.',
  rationale:
    'An operator may create pods from such an object. These pods are not prepared and run outside of a confidential VM.',
  remedy:
    'Add the kinds to `workloads.kinds`, with `pods: none` if their operators create no pods, else with `pods: operator`.',
  source: 'Contrast documentation, Policies: supported workload kinds',
  severity: 'warning',

  *inspectInput(facts) {
    const unknown = new Map<string, { kind: string; group: string }>();
    for (const { apiVersion, kind } of facts.unknownTypes()) {
      const group = groupOf(apiVersion);
      // An object without kind, of this program, or with pods in its fields is another matter.
      if (kind === '' || group === GROUP || kindsWithPods(facts).has(kind)) continue;
      unknown.set(`${group}/${kind}`, { kind, group });
    }
    const kinds = [...unknown.values()];
    if (kinds.length === 0) return;
    const names = firstFew(kinds, MOST_NAMED, ({ kind, group }) => `${kind} (${group || 'core'})`);
    const [subject, verb] = kinds.length === 1 ? ['1 kind', 'is'] : [`${kinds.length} kinds`, 'are'];
    const custom = kinds.find(({ group }) => group.includes('.'));
    const advice = custom
      ? `add kinds that create no pods to workloads.kinds, such as {group: ${custom.group}, kind: ${custom.kind}, pods: none}`
      : 'check apiVersion and kind';
    yield {
      message: `${subject} of custom resources ${verb} unknown: ${names}. Pods that their operators create are not prepared; ${advice}`,
    };
  },
});
