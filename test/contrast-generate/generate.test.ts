// `--generate` with an executable that does what is known of `contrast generate` (contrast.mjs, beside this): the real one
// needs images, a registry and in the end confidential hardware.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { generate } from '../../src/contrast-generate/generate.ts';
import { objects } from '../hosts/compare.ts';
import { helm } from '../hosts/helm.ts';
import { hostPath, hostTest } from '../hosts/programs.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import {
  BEHIND,
  CONFIG,
  CONFIG_MAP,
  CONTRAST,
  COORDINATOR,
  inWorkspaceWithContrast,
  OWN_FILES,
  type Pods,
  WEB,
} from './support.ts';

const STREAM = `${CONFIG_MAP}---\n${WEB}---\n${COORDINATOR}`;
/** The same without namespaces. */
const NAMELESS = STREAM.replace('\n  namespace: shop', '').replace(', namespace: shop', '');
const marked = (text: string) =>
  text.replace(/( +)containers:/, '$1runtimeClassName: contrast-cc\n$1containers:');
/** Nobody presses Ctrl-C. */
const NEVER = { code: undefined, handTo() {} };

function postRender(workspace: Workspace, args: string[], input = STREAM): Promise<Outcome> {
  return workspace.run('prepare-contrast', ['post-render', ...CONFIG, ...args], { input });
}

test('the prepared manifests go through contrast and come back, its own files stay in the folder that was named', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { code, stdout, stderr } = await postRender(workspace, [
      '--generate',
      '--generate-dir',
      'contrast',
      ...BEHIND,
    ]);
    assert.equal(code, 0, stderr);
    const [settings, web, coordinator] = objects(stdout) as unknown as Pods[];
    assert.equal(settings!.kind, 'ConfigMap');
    for (const { spec } of [web!, coordinator!]) {
      const { metadata, spec: pod } = spec.template;
      assert.match(pod.runtimeClassName, /^contrast-cc-metal-qemu-snp-[0-9a-f]{8}$/);
      assert.ok(metadata.annotations['io.katacontainers.config.agent.policy']);
    }
    assert.deepEqual(web!.spec.template.spec.containers[0]!.resources.requests, { memory: '700Mi' });
    const folder = join(workspace.folder, 'contrast');
    assert.deepEqual(readdirSync(folder).sort(), OWN_FILES);
    assert.equal(statSync(folder).mode & 0o777, 0o700, 'its keys are only for the user');
    const { Policies } = JSON.parse(workspace.read('contrast/manifest.json')) as { Policies: object };
    assert.equal(Object.keys(Policies).length, 2);
  }));

test('the namespace of --namespace is written before contrast reads the manifests', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const args = ['--generate', '--namespace', 'shop', ...BEHIND];
    const { code, stdout, stderr } = await postRender(workspace, args, NAMELESS);
    assert.equal(code, 0, stderr);
    assert.deepEqual(
      objects(stdout).map(({ metadata }) => (metadata as { namespace?: string }).namespace),
      [undefined, 'shop', 'shop'],
    );
  }));

test('what contrast has no business with comes out byte for byte', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { stdout } = await postRender(workspace, ['--generate', ...BEHIND]);
    assert.ok(stdout.startsWith(`${CONFIG_MAP}---\n`), stdout);
    assert.ok(
      existsSync(join(workspace.folder, 'manifest.json')),
      'without --generate-dir it runs where it was called',
    );
  }));

test('preparing what was generated makes no edit', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const generated = await postRender(workspace, ['--generate', ...BEHIND]);
    const again = await postRender(workspace, [], generated.stdout);
    assert.equal(again.code, 0, again.stderr);
    assert.equal(again.stdout, generated.stdout);
  }));

test('its messages of both streams go to stderr', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { stdout, stderr } = await postRender(workspace, ['--generate', ...BEHIND]);
    assert.match(stderr, /✔️ Updated manifest manifest\.json/);
    assert.match(stderr, /made up for a test/);
    assert.doesNotMatch(stdout, /✔️/);
  }));

test('it is off by default', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { stdout } = await postRender(workspace, []);
    assert.match(stdout, /runtimeClassName: contrast-cc\n/);
    assert.ok(!existsSync(join(workspace.folder, 'manifest.json')));
  }));

/** Ways to fail: arguments, input, exit code, what stderr says. */
const failures: [title: string, args: string[], input: string, code: number, says: RegExp][] = [
  [
    'its exit code and message are passed on',
    ['--generate', '--', '--reference-value', 'x'],
    STREAM,
    3,
    /Error: unknown flag: --reference-value[\s\S]*contrast generate failed with exit code 3, so nothing was written/,
  ],
  ['it finds no Coordinator', ['--generate', ...BEHIND], WEB, 3, /expected exactly one Coordinator, found 0/],
  [
    'an output file',
    ['--generate', ...BEHIND, '--output=x.yaml'],
    STREAM,
    2,
    /--generate: remove --output=x\.yaml/,
  ],
  [
    'a list',
    ['--generate', ...BEHIND],
    `apiVersion: v1\nkind: List\nitems:\n- ${WEB.trimEnd().replaceAll('\n', '\n  ')}\n`,
    2,
    /--generate: Deployment shop\/web is in a list/,
  ],
  [
    'a ResourceList',
    ['--generate', ...BEHIND],
    'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n',
    2,
    /requires a stream of manifests, not a ResourceList/,
  ],
  [
    'an error that remains',
    ['--generate', ...BEHIND],
    STREAM.replace('limits: {memory: 700Mi}', 'limits: {}'),
    1,
    /contrast generate was not run and nothing was written, because errors remain/,
  ],
  [
    'what cannot be read, in what no rule looks at',
    ['--generate', ...BEHIND],
    `${WEB}---\n${COORDINATOR}---\n${CONFIG_MAP}  broken: [\n`,
    2,
    /--generate: the stream cannot be read after preparation: line 38, column 1: /,
  ],
  [
    'a folder that cannot be made',
    ['--generate', '--generate-dir', 'bin/contrast', ...BEHIND],
    STREAM,
    2,
    /--generate-dir bin\/contrast: cannot be created: EEXIST/,
  ],
  [
    'workloads without a namespace',
    ['--generate', ...BEHIND],
    NAMELESS,
    1,
    /Deployment web, StatefulSet coordinator name no namespace: .* coordinator-ready\.default, .*\. Set --namespace, which --generate writes/,
  ],
  [
    'a namespace that must not be written',
    [
      '--generate',
      '--namespace',
      'shop',
      '--rules',
      'namespace: {fix: false}\nimage-memory: "off"',
      ...BEHIND,
    ],
    NAMELESS,
    1,
    /name no namespace: /,
  ],
  ['a folder without --generate', ['--generate-dir', 'x'], STREAM, 2, /--generate-dir requires --generate/],
];
for (const [title, args, input, code, says] of failures) {
  test(`a failure writes nothing: ${title}`, () =>
    inWorkspaceWithContrast(async (workspace) => {
      const outcome = await postRender(workspace, args, input);
      assert.equal(outcome.code, code, outcome.stderr);
      assert.equal(outcome.stdout, '');
      assert.match(outcome.stderr, says);
    }));
}

test('a failure writes nothing: contrast is missing', () =>
  inWorkspace(async (workspace) => {
    const { code, stdout, stderr } = await postRender(workspace, ['--generate', ...BEHIND]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /executable "contrast" not found on PATH; install the CLI/);
  }));

test('contrast is not run from a relative folder of PATH, which may be that of the manifests', () =>
  inWorkspace(async (workspace) => {
    workspace.write('contrast', '#!/bin/sh\ntouch was-run\n', 0o755);
    workspace.write('work/contrast', '#!/bin/sh\ntouch was-run\n', 0o755);
    for (const folders of [['.'], [''], ['work', '..']]) {
      workspace.env.PATH = [...folders, workspace.env.PATH].join(delimiter);
      const args = ['--generate', '--generate-dir', 'work', ...BEHIND];
      const { code, stderr } = await postRender(workspace, args);
      assert.equal(code, 2);
      assert.match(stderr, /executable "contrast" not found on PATH/);
    }
    assert.ok(!existsSync(join(workspace.folder, 'work/was-run')));
  }));

test('a failure writes nothing: contrast leaves a workload without a policy', () =>
  inWorkspace(async (workspace) => {
    workspace.write('bin/contrast', '#!/bin/sh\nexit 0\n', 0o755);
    const { code, stdout, stderr } = await postRender(workspace, ['--generate', ...BEHIND]);
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /contrast generate wrote no policy for Deployment shop\/web/);
  }));

test('without a pod of Contrast it is not run, and said so', () =>
  inWorkspace(async (workspace) => {
    const { code, stdout, stderr } = await postRender(workspace, ['--generate', ...BEHIND], CONFIG_MAP);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, CONFIG_MAP);
    assert.match(stderr, /contrast generate was not run: no pod in the input has a RuntimeClass of Contrast/);
  }));

test('a function of kustomize and kpt has no such flag', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { code, stderr } = await workspace.run('prepare-contrast', ['--generate'], { input: STREAM });
    assert.equal(code, 2);
    assert.match(stderr, /--generate is not valid without a command; it is valid for post-render, files/);
  }));

test('several streams go to one call and come back one by one; only their owner can read the files meanwhile', () =>
  inWorkspaceWithContrast(async (workspace) => {
    rmSync(join(workspace.folder, 'bin/contrast'));
    const look = 'for last in "$@"; do :; done; ls -ld "$last" "$last"/* > seen';
    workspace.write('bin/contrast', `#!/bin/sh\n${look}\nexec '${CONTRAST}' "$@"\n`, 0o755);
    const streams = [marked(WEB), CONFIG_MAP, `---\n${marked(COORDINATOR)}`];
    const said: string[] = [];
    const made = await generate(
      streams.map((text) => ({ text })),
      {
        folder: join(workspace.folder, 'own'),
        args: ['--reference-values', 'Metal-QEMU-SNP'],
        environment: workspace.env,
        showOutput: (text) => said.push(text),
        stop: NEVER,
      },
    );
    assert.equal(made.length, 3);
    assert.match(made[0]!, /name: web/);
    assert.equal(made[1], CONFIG_MAP);
    assert.match(made[2]!, /^---\n[\s\S]*name: coordinator/);
    const seen = workspace.read('own/seen').trim().split('\n');
    assert.equal(seen.length, 4);
    for (const line of seen) assert.match(line, /^[-d]rw[-x]------/);
    assert.match(said.join(''), /Updated manifest/);
    const folder = /\S+$/.exec(seen[0]!)![0];
    assert.equal(statSync(folder, { throwIfNoEntry: false }), undefined, 'nothing is left of the files');
  }));

test('documents stay apart however their markers are written', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const coordinator = JSON.stringify({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'c', annotations: { 'contrast.edgeless.systems/pod-role': 'coordinator' } },
      spec: { runtimeClassName: 'contrast-cc', containers: [] },
    });
    const web =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {runtimeClassName: contrast-cc, containers: []}\n';
    const stream = `# comment\n${CONFIG_MAP}--- ${coordinator}\n...\n${web}--- # the last\n${CONFIG_MAP}`;
    const [made] = await generate([{ text: stream }], {
      folder: workspace.folder,
      args: ['--reference-values', 'Metal-QEMU-SNP'],
      environment: workspace.env,
      showOutput: () => {},
      stop: NEVER,
    });
    assert.deepEqual(
      objects(made!).map(({ metadata }) => (metadata as { name: string }).name),
      ['settings', 'c', 'web', 'settings'],
    );
    assert.ok(made!.startsWith(`# comment\n${CONFIG_MAP}---\n`), made);
    assert.ok(made!.endsWith(`--- # the last\n${CONFIG_MAP}`), made);
  }));

test('byte order marks and the kind of line break stay, also in what contrast wrote', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const settings = CONFIG_MAP.trimEnd();
    const streams = [
      `\uFEFF${marked(WEB)}---\n${settings}`,
      `${CONFIG_MAP}---\n${marked(COORDINATOR)}`.replaceAll('\n', '\r\n'),
    ];
    const [first, second] = await generate(
      streams.map((text) => ({ text })),
      {
        folder: workspace.folder,
        args: ['--reference-values', 'Metal-QEMU-SNP'],
        environment: workspace.env,
        showOutput: () => {},
        stop: NEVER,
      },
    );
    assert.match(first!, /^\uFEFFapiVersion: apps\/v1\n/);
    assert.ok(first!.endsWith(`---\n${settings}`), first);
    assert.doesNotMatch(first!, /\r/);
    assert.match(second!, /name: coordinator\r\n/);
    assert.doesNotMatch(second!, /(?<!\r)\n/);
  }));

for (const program of ['helm 3', 'helm 4'] as const) {
  hostTest(program, `${program} takes the whole way in one command`, () =>
    inWorkspaceWithContrast(async (workspace) => {
      const spec = { platform: 'Metal-QEMU-SNP', rules: { 'image-memory': 'off' } };
      const files = { 'web.yaml': WEB, 'coordinator.yaml': COORDINATOR, 'settings.yaml': CONFIG_MAP };
      const plain = await helm(program, 'template').prepare(workspace, { files, spec });
      assert.equal(plain.code, 0, plain.stderr);
      const args = ['--config=prepare-contrast.yaml', '--generate', '--generate-dir=contrast', ...BEHIND];
      const { code, stdout, stderr } = await workspace.run(hostPath(program), [
        ...['template', 'release', 'chart', '--post-renderer', 'prepare-contrast'],
        ...(program === 'helm 3' ? ['post-render', ...args] : args).flatMap((argument) => [
          '--post-renderer-args',
          argument,
        ]),
      ]);
      assert.equal(code, 0, stderr);
      const pods = (objects(stdout) as unknown as Pods[]).filter(({ kind }) => kind !== 'ConfigMap');
      assert.equal(pods.length, 2);
      for (const { spec } of pods) assert.match(spec.template.spec.runtimeClassName, /-[0-9a-f]{8}$/);
      assert.ok(existsSync(join(workspace.folder, 'contrast/manifest.json')));
    }),
  );
}

test('a failure writes nothing: a Deployment in another object, for which contrast writes no policy', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const template = `---
apiVersion: template.openshift.io/v1
kind: Template
metadata: {name: shop, namespace: shop}
objects: [{apiVersion: apps/v1, kind: Deployment, metadata: {name: shop}, spec: {template: {spec: {runtimeClassName: contrast-cc, containers: [{name: a, image: "a:1"}]}}}}]
`;
    const outcome = await postRender(workspace, ['--generate', ...BEHIND], STREAM + template);
    assert.equal(outcome.code, 2, outcome.stderr);
    assert.match(outcome.stderr, /contrast generate wrote no policy for Template shop\/shop/);
  }));

test('a failure writes nothing: a custom resource, for which contrast writes no policy', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const rollout = `---
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: shop, namespace: shop}
spec: {template: {spec: {runtimeClassName: contrast-cc, containers: [{name: shop, image: "shop:1", resources: {limits: {memory: 1Gi}}}]}}}
`;
    const outcome = await postRender(workspace, ['--generate', ...BEHIND], STREAM + rollout);
    assert.equal(outcome.code, 2, outcome.stderr);
    assert.equal(outcome.stdout, '');
    assert.match(outcome.stderr, /contrast generate wrote no policy for Rollout shop\/shop/);
  }));
