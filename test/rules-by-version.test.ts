import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineRule, type Rule } from '../src/rule.ts';
import { run } from '../src/run.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n';
const OTHER = '---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing}\n';
const EXEMPT = `---\n${POD.replace('name: web}', 'name: exempt, annotations: {prepare-contrast.dev/skip: "true"}}')}`;

/** A rule that finds something wherever it looks. */
function everywhere(bounds: Pick<Rule, 'since' | 'until'>): Rule {
  const found = { path: [], message: 'found' };
  return defineRule({
    id: 'everywhere',
    summary: 'Find something.',
    rationale: 'Shows where rules look.',
    remedy: 'None.',
    source: 'this test',
    severity: 'warning',
    ...bounds,
    *inspect() {
      yield { ...found, message: 'workload' };
    },
    *inspectExempt() {
      yield { ...found, message: 'exempt' };
    },
    *inspectOther() {
      yield { ...found, message: 'other' };
    },
    *inspectInput() {
      yield { message: 'input' };
    },
  });
}

function placesFor(bounds: Pick<Rule, 'since' | 'until'>, text: string, spec: object): string[] {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', ...spec },
  };
  const { results } = run(text, { configuration, rules: [everywhere(bounds)] });
  return results.filter(({ rule }) => rule === 'everywhere').map(({ message }) => message);
}

describe('a rule runs for the releases that it holds for', () => {
  const all = ['workload', 'other', 'exempt', 'input'];
  const rows: [bounds: Pick<Rule, 'since' | 'until'>, version: string, expected: string[]][] = [
    [{}, '1.4', all],
    [{ since: '1.13' }, '1.12', []],
    [{ since: '1.13' }, '1.13', all],
    [{ since: '1.9' }, '1.13', all],
    [{ until: '1.15' }, '1.15', all],
    [{ until: '1.15' }, '1.16', []],
    [{ since: '1.13', until: '1.15' }, '1.14', all],
    [{ since: '1.13', until: '1.15' }, '1.20', []],
  ];
  for (const [bounds, contrastVersion, expected] of rows) {
    test(`${bounds.since ?? ''}–${bounds.until ?? ''} at ${contrastVersion}`, () => {
      assert.deepEqual(placesFor(bounds, POD + OTHER + EXEMPT, { contrastVersion }), expected);
    });
  }
});

test('the release of the workload counts, where it has a platform of its own', () => {
  const overrides = [{ match: { name: 'web' }, platform: 'AKS-CLH-SNP' }];
  const found = placesFor({ since: '1.13' }, `${POD}---\n${POD.replace('web', 'shop')}`, {
    workloads: { overrides },
  });
  assert.deepEqual(found, ['workload', 'input']);
});
