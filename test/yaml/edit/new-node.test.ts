import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../../src/index.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

/** The flow map of the container in a Pod that refers to it by an alias. */
function copyOf(container: string): string {
  const input = `x: &c ${container}\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [*c]\n`;
  const { output } = run(input, { configuration });
  return /containers: \[(.*)\]\n/.exec(output)![1]!;
}

test('a copied scalar keeps a tag that changes its value', () => {
  assert.equal(
    copyOf(
      '{name: c, args: [!!binary aGVsbG8=], ports: [{containerPort: !!int "80"}], resources: {limits: {memory: 64Mi}}}',
    ),
    '{name: c, args: [!!binary "aGVsbG8="], ports: [{containerPort: !!int "80"}], resources: {limits: {memory: 64Mi}, requests: {memory: 64Mi}}}',
  );
});

test('a string tag becomes quotes, and every form of null is written as null', () => {
  assert.equal(
    copyOf('{name: c, args: [!!str 5], env: , command: ~, resources: {limits: {memory: 64Mi}}}'),
    '{name: c, args: ["5"], env: null, command: null, resources: {limits: {memory: 64Mi}, requests: {memory: 64Mi}}}',
  );
});

test('a value right after its colon gets a space when it is replaced', () => {
  const input =
    'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, resources: {limits: {memory: 64Mi}, "requests":{}}}]}\n';
  const { output } = run(input, { configuration });
  assert.match(output, /"requests":\s?\{memory: 64Mi\}/);
});
