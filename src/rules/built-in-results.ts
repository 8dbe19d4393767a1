import type { Rule } from './rule.ts';

/** A rule that the engine itself reports. Configuration and annotations cannot turn it off. */
export type EngineRule = Omit<Rule, 'inspect' | 'inspectExempt' | 'inspectOther' | 'inspectInput'>;

const SOURCE = 'prepare-contrast, docs/design.md';

/** Rules of results that come from reading the input and from applying edits. */
export const engineRules: readonly EngineRule[] = [
  {
    id: 'configuration',
    summary: 'Report settings that were interpreted in another way than written.',
    rationale:
      'Contrast removes platforms and publishes new releases. An old platform name or a newer release still works, with the values in the message.',
    remedy: 'Use the name in the message.',
    source: SOURCE,
    severity: 'warning',
  },
  {
    id: 'input-encoding',
    summary: 'Convert input in UTF-16 to UTF-8.',
    rationale:
      'kubectl reads UTF-16 with a byte order mark, but other tools do not, so the output is always in UTF-8.',
    remedy: 'Save the manifests as UTF-8.',
    source: 'YAML 1.2.2, §5.2',
    severity: 'info',
  },
  {
    id: 'unreadable-workload',
    summary: 'Reject workloads whose pod cannot be found or inspected.',
    rationale:
      'A workload that was not inspected could run unprotected, so it is an error and is not changed.',
    remedy: 'Correct the object: the path in the message must be a pod spec, a container or a volume.',
    source: SOURCE,
    severity: 'error',
  },
  {
    id: 'own-annotation',
    summary: 'Check the annotations that set options for one pod.',
    rationale:
      'A misspelled annotation would be ignored silently. It never excludes a pod and never accepts a finding.',
    remedy:
      'Correct the annotation; the message lists what is allowed. The annotations `memory`, `platform`, `overhead`, `guest-memory`, `skip` and `allow` start with ' +
      '`prepare-contrast.dev/`. `allow` holds entries `rule: reason`, separated by semicolons.',
    source: SOURCE,
    severity: 'error',
  },
  {
    id: 'duplicate-key',
    summary: 'Find duplicate keys in a map.',
    rationale:
      'Parsers disagree on which value wins. If a rule reads the key, this is an error and the object is not changed.',
    remedy: 'Remove one of them.',
    source: 'YAML 1.2.2, §3.2.1.3',
    severity: 'warning',
  },
  {
    id: 'setter-comment',
    summary: 'Report changes on lines that a kpt setter writes.',
    rationale:
      'apply-setters overwrites the value on a line with a `kpt-set` comment and so undoes the change.',
    remedy: 'Give the setter the new value, or run prepare-contrast after apply-setters.',
    source: 'kpt documentation, apply-setters',
    severity: 'warning',
  },
  {
    id: 'final-line-break',
    summary: 'Keep the value of a block scalar that ends a file without a final line break.',
    rationale:
      'Text that is added after such a scalar would add a line break to its value, so its header changes from `|` to `|-`.',
    remedy: 'Applied automatically. End the file with a line break to avoid it.',
    source: 'YAML 1.2.2, §8.1.1.2',
    severity: 'warning',
  },
];
