import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { CHECKS } from '../../src/policy/checks/index.ts';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import { EVERYTHING } from '../policy/cases.ts';
import { assertError } from '../support/assert-error.ts';

const policy = (workspace: Workspace, ...args: string[]): Promise<Outcome> =>
  workspace.run('prepare-contrast', ['policy', ...args]);
const METAL = ['--platform', 'Metal-QEMU-SNP'];

interface Binding {
  metadata: { name: string };
  spec: {
    policyName: string;
    validationActions: string[];
    matchResources: { namespaceSelector: { matchExpressions: object[] } };
  };
}

async function binding(workspace: Workspace, ...args: string[]): Promise<Binding> {
  const { code, stdout, stderr } = await policy(workspace, ...METAL, ...args);
  assert.equal(code, 0, stderr);
  const documents = loadAll(stdout);
  assert.equal(documents.length, 2);
  return documents[1] as Binding;
}

test('the binding has the namespaces, the name and the actions that were asked for', () =>
  inWorkspace(async (workspace) => {
    const byName = await binding(workspace, '--namespaces', 'shop, api');
    assert.equal(byName.metadata.name, 'prepare-contrast');
    assert.equal(byName.spec.policyName, 'prepare-contrast');
    assert.deepEqual(byName.spec.validationActions, ['Deny']);
    assert.deepEqual(byName.spec.matchResources.namespaceSelector.matchExpressions, [
      { key: 'kubernetes.io/metadata.name', operator: 'In', values: ['shop', 'api'] },
    ]);
    const selector = ['--namespace-selector', 'contrast=required,!legacy'];
    const byLabel = await binding(workspace, ...selector, '--name', 'guard', '--actions', 'warn,Audit');
    assert.equal(byLabel.spec.policyName, 'guard');
    assert.deepEqual(byLabel.spec.validationActions, ['Warn', 'Audit']);
    assert.deepEqual(byLabel.spec.matchResources.namespaceSelector.matchExpressions, [
      { key: 'contrast', operator: 'In', values: ['required'] },
      { key: 'legacy', operator: 'DoesNotExist' },
    ]);
  }));

test('the policy has the configuration, and a warning names what a pod cannot show', () =>
  inWorkspace(async (workspace) => {
    workspace.write(
      'config.yaml',
      `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
spec:
  platform: Metal-QEMU-TDX
  workloads: {exclude: [{kind: Rollout}]}
`,
    );
    const { code, stdout, stderr } = await policy(
      workspace,
      '--config',
      'config.yaml',
      '--namespaces',
      'shop',
    );
    assert.equal(code, 0);
    assert.match(stdout, /'Metal-QEMU-TDX'/);
    assert.match(stderr, /warning: workloads\.exclude\[0\] names kind Rollout/);
  }));

const refused: [args: string[], code: ErrorCode, about?: string][] = [
  [METAL, 'usage-missing-argument', '--namespaces'],
  [[...METAL, '--namespaces', 'a', '--namespace-selector', 'b'], 'usage-conflict', '--namespace-selector'],
  [['--namespaces', 'shop'], 'config-missing-value', 'platform'],
  [[...METAL, '--namespaces', 'Shop'], 'usage-invalid-value', '--namespaces: invalid namespace "Shop"'],
  [[...METAL, '--namespaces', 'a,'], 'usage-invalid-value', '--namespaces: invalid namespace ""'],
  [[...METAL, '--namespace-selector', 'a in b'], 'usage-invalid-value', '--namespace-selector: '],
  [[...METAL, '--namespace-selector', 'age>3'], 'usage-invalid-value', 'age uses gt or lt'],
  [[...METAL, '--namespaces', 'a', '--name', 'My_Policy'], 'usage-invalid-value', '--name: '],
  [[...METAL, '--namespaces', 'a', '--actions', 'Refuse'], 'usage-unknown-name', 'Deny, Warn, Audit'],
  [[...METAL, '--namespaces', 'a', '--actions', 'Deny,Warn'], 'usage-conflict', 'Deny and Warn'],
  [[...METAL, '--namespaces', 'a', '--actions', 'Audit,audit'], 'usage-conflict', '--actions'],
];
for (const [args, error, about] of refused) {
  test(`policy ${args.join(' ')} is refused`, () =>
    inWorkspace(async (workspace) => {
      const { code, stdout, stderr } = await policy(workspace, ...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assertError(stderr, error, about);
    }));
}

test('a policy without anything to reject is not printed, because the API server refuses it', () =>
  inWorkspace(async (workspace) => {
    const rules = new Set(['runtime-class', ...CHECKS.map(({ rule }) => rule)]);
    const off = [...rules].map((rule) => `${rule}: "off"`);
    workspace.write(
      'config.yaml',
      `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\nspec: {platform: Metal-QEMU-SNP, rules: {${off}}}\n`,
    );
    const args = ['--config', 'config.yaml', '--namespaces', 'shop', '--templates'];
    const { code, stdout, stderr } = await policy(workspace, ...args);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assertError(stderr, 'policy-empty');
  }));

hostTest('kubectl-validate', 'policy and binding are valid by the schemas of the API server', () =>
  inWorkspace(async (workspace) => {
    const spec = EVERYTHING.replaceAll('\n', '\n  ');
    workspace.write(
      'config.yaml',
      `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\nspec:\n  ${spec}\n`,
    );
    const { stdout } = await policy(
      workspace,
      '--config',
      'config.yaml',
      '--namespace-selector',
      'a in (b, c),!d,e',
      '--strict',
    );
    const file = workspace.write('policy.yaml', stdout);
    const outcome = await workspace.run(hostPath('kubectl-validate'), [file]);
    assert.equal(outcome.code, 0, outcome.stdout + outcome.stderr);
  }),
);
