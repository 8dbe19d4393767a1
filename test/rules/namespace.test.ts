import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';

const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "web:1"}]}\n';
const NAMED = POD.replace('name: web}', 'name: named, namespace: other}');

function runWith(spec: object, namespace?: string) {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', ...spec },
  };
  return run(`${POD}---\n${NAMED}`, { configuration, ...(namespace !== undefined && { namespace }) });
}

const found = (answer: ReturnType<typeof run>) =>
  answer.results
    .filter(({ rule }) => rule === 'namespace')
    .map(({ severity, message }) => `${severity} ${message}`);

test('the namespace of the command line is written where the configuration asks for it', () => {
  const answer = runWith({ rules: { namespace: { fix: true } } }, 'shop');
  assert.match(answer.output, /name: web, namespace: shop/);
  assert.match(answer.output, /name: named, namespace: other/);
  assert.deepEqual(found(answer), [
    'info set to shop, which --namespace gives, so that contrast generate knows it',
  ]);
  const again = run(answer.output, {
    namespace: 'shop',
    configuration: {
      apiVersion: 'prepare-contrast.dev/v1alpha1',
      kind: 'PrepareContrast',
      spec: { platform: 'Metal-QEMU-SNP' },
    },
  });
  assert.deepEqual(found(again), []);
});

test('a workload that is deployed to a namespace which its manifest does not name is a warning', () => {
  assert.match(found(runWith({}, 'shop'))[0]!, /^warning Pod web names no namespace/);
  assert.match(found(runWith({}))[0]!, /^info Pod web names no namespace.*coordinator-ready\.default/);
});
