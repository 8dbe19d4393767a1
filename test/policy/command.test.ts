import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import { EVERYTHING } from './cases.ts';

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

test('what it is told of is in the policy, what a pod cannot show is told', () =>
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

const refused: [args: string[], says: RegExp][] = [
  [METAL, /say which namespaces it is for/],
  [[...METAL, '--namespaces', 'a', '--namespace-selector', 'b'], /say which namespaces it is for/],
  [['--namespaces', 'shop'], /platform is required/],
  [[...METAL, '--namespaces', 'Shop'], /--namespaces: "Shop" is no name of a namespace/],
  [[...METAL, '--namespaces', 'a,'], /--namespaces: "" is no name of a namespace/],
  [[...METAL, '--namespace-selector', 'a in b'], /--namespace-selector: /],
  [[...METAL, '--namespace-selector', 'age>3'], /age is compared as a number/],
  [[...METAL, '--namespaces', 'a', '--name', 'My_Policy'], /--name: "My_Policy" is no name/],
  [[...METAL, '--namespaces', 'a', '--actions', 'Refuse'], /"Refuse" is none of Deny, Warn, Audit/],
  [[...METAL, '--namespaces', 'a', '--actions', 'Deny,Warn'], /Deny and Warn exclude each other/],
  [[...METAL, '--namespaces', 'a', '--actions', 'Audit,audit'], /stands twice/],
];
for (const [args, says] of refused) {
  test(`policy ${args.join(' ')} is refused`, () =>
    inWorkspace(async (workspace) => {
      const { code, stdout, stderr } = await policy(workspace, ...args);
      assert.equal(code, 2);
      assert.equal(stdout, '');
      assert.match(stderr, says);
    }));
}

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
