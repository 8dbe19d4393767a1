import type { Rule } from '../rule.ts';

/** What a result of the engine itself is called: no configuration turns it off or down, and no annotation suppresses it. */
export type EngineRule = Omit<Rule, 'inspect' | 'inspectExempt' | 'inspectOther' | 'inspectInput'>;

const SOURCE = 'prepare-contrast, docs/design.md';

/** Results that no rule yields but the reading of the input and the making of edits. */
export const engineRules: readonly EngineRule[] = [
  {
    id: 'configuration',
    summary: 'Tell what was understood of the configuration in another way than it was written.',
    rationale:
      'Contrast removed platforms and goes on releasing. An old name or a newer release still works, with the figures that the message names.',
    remedy: 'Write the name that the message gives.',
    source: SOURCE,
    severity: 'warning',
  },
  {
    id: 'unreadable-workload',
    summary: 'Refuse workloads whose pod cannot be found or judged.',
    rationale:
      'A workload that nobody looked at could run unprotected, so it is an error and stays as it is.',
    remedy:
      'Correct the object: the path in the message is where a pod spec, a container or a volume should be.',
    source: SOURCE,
    severity: 'error',
  },
  {
    id: 'own-annotation',
    summary: 'Check the annotations by which pods give settings of their own.',
    rationale:
      'A misspelt annotation would silently mean nothing. It never takes a pod out, and never accepts a finding.',
    remedy:
      'Correct the annotation; the message says what is allowed. There are `memory`, `platform`, `overhead`, `guest-memory`, `skip` and `allow`, ' +
      'whose entries `rule: reason` are parted by semicolons, all under `prepare-contrast.dev/`.',
    source: SOURCE,
    severity: 'error',
  },
  {
    id: 'duplicate-key',
    summary: 'Tell of keys that stand twice in one map.',
    rationale:
      'Readers differ in which one counts. Where a rule had to know, the object is not changed and this is an error.',
    remedy: 'Remove one of the two.',
    source: 'YAML 1.2.2, §3.2.1.3',
    severity: 'warning',
  },
  {
    id: 'setter-comment',
    summary: 'Tell of changes on lines that a kpt setter writes.',
    rationale:
      'apply-setters writes its value over whatever stands on a line with a `kpt-set` comment, and so undoes the change.',
    remedy: 'Give the setter the new value, or let prepare-contrast run after apply-setters.',
    source: 'kpt documentation, apply-setters',
    severity: 'warning',
  },
];
