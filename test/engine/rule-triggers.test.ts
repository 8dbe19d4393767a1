import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { ENGINE_KEYS } from '../../src/engine/rule-triggers.ts';
import { run } from '../../src/engine/run.ts';
import { rules } from '../../src/rules/index.ts';
import type { Rule } from '../../src/rules/rule.ts';
import type { Triggers } from '../../src/rules/triggers.ts';
import { caseOptions, casesOf } from '../support/cases.ts';
import { listResults } from '../support/results.ts';

/** For each key that the engine reads, an annotation that keeps a pod from being edited. */
const ANNOTATIONS: Record<string, string> = {
  'prepare-contrast.dev/*': 'prepare-contrast.dev/skip: "true"',
  'contrast.edgeless.systems/pod-role': 'contrast.edgeless.systems/pod-role: contrast-node-installer',
  'kubernetes.io/config.mirror': 'kubernetes.io/config.mirror: 0a1b2c',
  'io.katacontainers.config.agent.policy': 'io.katacontainers.config.agent.policy: cGFja2FnZQ==',
  'io.katacontainers.config.hypervisor.cc_init_data':
    'io.katacontainers.config.hypervisor.cc_init_data: H4sIAAAA',
};

describe('keys that the engine reads', () => {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP' },
  };
  const isEdited = (annotation: string) => {
    // The API server lists objects with a resource version.
    const metadata = `metadata:\n  name: web\n  resourceVersion: '1'\n  annotations:\n    ${annotation}\n`;
    const pod = `apiVersion: v1\nkind: Pod\n${metadata}spec:\n  containers:\n    - name: web\n      image: shop/web:7\n`;
    return run(pod, { configuration }).textEdits.length > 0;
  };

  for (const key of ENGINE_KEYS) {
    test(key, () => {
      assert.ok(isEdited('example.com/team: shop'));
      assert.ok(!isEdited(ANNOTATIONS[key]!));
    });
  }

  test('are all that the engine needs', () => {
    assert.deepEqual(Object.keys(ANNOTATIONS), ENGINE_KEYS);
  });
});

/** Every case of a rule, and what the rule alone writes and reports for it. */
interface Case {
  input: string;
  folder: string;
  expected: string;
}

/** A missing trigger makes the engine skip the rule without a word, so some case of the rule has to depend on each of them. */
for (const rule of rules) {
  if (!rule.triggers) continue;
  describe(`triggers of ${rule.id}`, () => {
    const cases = casesOf(rule.id).map((folder): Case => {
      const input = readFileSync(`${folder}/input.yaml`, 'utf8');
      return { input, folder, expected: outcome(input, folder, rule) };
    });
    for (const [title, triggers] of withoutEach(rule.triggers!)) {
      test(`a case fails without ${title}`, () => {
        const changed = { ...rule, triggers };
        assert.ok(
          cases.some(({ input, folder, expected }) => outcome(input, folder, changed) !== expected),
          `add a case to test/rules/${rule.id} with a finding in an object whose only trigger is ${title}`,
        );
      });
    }
  });
}

/** The triggers with one of them taken out, for each of them, and a name for the one that is missing. */
function* withoutEach({ keys = [], words = [], facts = [] }: Triggers): Iterable<[string, Triggers]> {
  for (const key of new Set(keys)) {
    const title = typeof key === 'function' ? `the keys of ${key.name}` : `the key ${key}`;
    yield [title, { keys: keys.filter((one) => one !== key), words, facts }];
  }
  for (const word of words)
    yield [`the word ${word}`, { keys, words: words.filter((one) => one !== word), facts }];
  for (const [index, fact] of facts.entries())
    yield [`fact ${index + 1}`, { keys, words, facts: facts.filter((one) => one !== fact) }];
}

function outcome(input: string, folder: string, rule: Rule): string {
  const { output, results } = run(input, { ...caseOptions(folder, input), rules: [rule] });
  return `${output}\n${listResults(results)}`;
}
