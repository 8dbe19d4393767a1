// What docs/install.md promises to users of the library: rules are filtered and added to.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Json, PreparationError, type Rule, rules, run } from '../src/index.ts';

const OWN: Rule = {
  id: 'team-label',
  summary: 'Ask for a label of the team.',
  rationale: 'Somebody has to know.',
  remedy: 'Add the label.',
  source: 'the house',
  severity: 'warning',
  *inspect({ podSpecPath }) {
    yield { path: podSpecPath, message: 'the pod has no label of its team' };
  },
};

function pod(allowed: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations: {prepare-contrast.dev/allow: "${allowed}"}
spec:
  containers: [{name: web, image: web:1, resources: {limits: {memory: 64Mi}}}]
`;
}

function resultsOf(manifest: string, chosen: readonly Rule[], severities: Json = {}): string[] {
  const configuration = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', rules: severities },
  };
  return run(manifest, { configuration, rules: chosen }).results.map(
    ({ rule, severity }) => `${severity} ${rule}`,
  );
}

test('a rule that was added is configured and allowed by its name', () => {
  const accepted = 'host-path: nothing of value';
  assert.deepEqual(resultsOf(pod(accepted), [OWN]), ['warning team-label']);
  assert.deepEqual(resultsOf(pod(accepted), [OWN], { 'team-label': 'error' }), ['error team-label']);
  const silenced = resultsOf(pod(accepted), [...rules, OWN], { 'team-label': 'off' });
  assert.ok(silenced.length > 1 && silenced.every((result) => !result.endsWith('team-label')));
  assert.deepEqual(resultsOf(pod('team-label: ours'), [OWN]), ['info team-label']);
});

test('a rule that was left out may still be configured and allowed', () => {
  const others = rules.filter(({ id }) => id === 'memory-request');
  const manifest = pod('host-path: nothing of value');
  assert.deepEqual(resultsOf(manifest, others, { 'host-path': 'error' }), ['info memory-request']);
});

test('a rule that nobody knows is an error still', () => {
  assert.deepEqual(resultsOf(pod('team-labels: ours'), [OWN]), [
    'error own-annotation',
    'warning team-label',
  ]);
  assert.throws(
    () => resultsOf(pod('team-label: ours'), [OWN], { 'team-labels': 'off' }),
    (error) => error instanceof PreparationError && /did you mean team-label\?/.test(error.message),
  );
});

test('errors of the built library have the names of their classes, and name no flags', async () => {
  const library = (await import(new URL('../dist/library/index.js', import.meta.url).href)) as {
    run: typeof run;
  };
  const spec = { platform: 'Metal-QEMU-SNP' };
  const configuration = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast', spec };
  const errorOf = (work: () => unknown): Error => {
    try {
      work();
    } catch (error) {
      return error as Error;
    }
    return assert.fail('no error');
  };
  const unreadable = errorOf(() => library.run('kind: A\nkind: B\n', { configuration }));
  assert.equal(unreadable.constructor.name, 'InputError');
  const missing = errorOf(() => library.run('kind: A\n', {}));
  assert.equal(missing.constructor.name, 'ConfigError');
  assert.match(missing.message, /platform is required: set spec\.platform/);
  assert.doesNotMatch(missing.message, /--platform|PREPARE_CONTRAST_/);
});
