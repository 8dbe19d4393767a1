import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { run } from '../src/engine/run.ts';
import { defineRule, type Rule } from '../src/rules/rule.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n';
const OTHER = '---\napiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing}\n';
const EXEMPT = `---\n${POD.replace('name: web}', 'name: exempt, annotations: {prepare-contrast.dev/skip: "true"}}')}`;

const hasStore: Rule['holdsFor'] = (release) => release.fact('imageStore').value !== 'absent';
const hasStoreByDefault: Rule['holdsFor'] = (release) => release.fact('imageStore').value === 'default';

/** A rule that finds something wherever it looks. */
function everywhere(bounds: Pick<Rule, 'holdsFor'>): Rule {
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

function placesFor(bounds: Pick<Rule, 'holdsFor'>, text: string, spec: object): string[] {
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
  const rows: [title: string, holdsFor: Rule['holdsFor'], version: string, expected: string[]][] = [
    ['every release', undefined, '1.4', all],
    ['those with an image store', hasStore, '1.12', []],
    ['those with an image store', hasStore, '1.13', all],
    ['those with an image store by default', hasStoreByDefault, '1.12', []],
    ['those with an image store by default', hasStoreByDefault, '1.15', all],
    ['those with an image store by default', hasStoreByDefault, '1.16', []],
  ];
  for (const [title, holdsFor, contrastVersion, expected] of rows) {
    test(`${title} at ${contrastVersion}`, () => {
      const bounds = holdsFor === undefined ? {} : { holdsFor };
      assert.deepEqual(placesFor(bounds, POD + OTHER + EXEMPT, { contrastVersion }), expected);
    });
  }
});

test('the release of the workload applies if it has its own platform', () => {
  const overrides = [{ match: { name: 'web' }, platform: 'AKS-CLH-SNP' }];
  const found = placesFor({ holdsFor: hasStore }, `${POD}---\n${POD.replace('web', 'shop')}`, {
    workloads: { overrides },
  });
  assert.deepEqual(found, ['workload', 'input']);
});
