// `files --generate`: prepared files through `contrast generate` and back. An executable replaces it, see contrast.mjs: the
// real one needs images, a registry and in the end confidential hardware.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  BEHIND,
  CONFIG,
  CONFIG_MAP,
  COORDINATOR,
  inWorkspaceWithContrast,
  OWN_FILES,
  type Pods,
  WEB,
} from '../contrast-generate/support.ts';
import { objects } from '../hosts/compare.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import { snapshot } from './workspace.ts';

const LIST = '.prepare-contrast-files';
const GENERATE = ['--generate', '--generate-dir', 'contrast'];
/** For this program alone, though it has the text that `contrast` looks for. */
const OWN = `# ours
apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: c}
spec: {platform: Metal-QEMU-SNP, runtimeClass: {name: contrast-cc}}
`;
const SHOP: Record<string, string> = {
  'm/web.yaml': WEB,
  'm/deep/coordinator.yaml': COORDINATOR,
  'm/settings.yaml': CONFIG_MAP,
  'm/patch.yaml': '- op: add\n  path: /spec/runtimeClassName\n  value: contrast-cc\n',
  'm/README.md': '# runs as contrast-cc\n',
  'm/ours.yaml': OWN,
};

function filesIn(workspace: Workspace, manifests: Record<string, string>, args: string[]): Promise<Outcome> {
  for (const [name, text] of Object.entries(manifests)) workspace.write(name, text);
  return again(workspace, args);
}

function again(workspace: Workspace, args: string[]): Promise<Outcome> {
  const rest = args.includes('--') ? [] : BEHIND;
  return workspace.run('prepare-contrast', ['files', ...CONFIG, ...args, ...rest]);
}

/** A workload that went all the way. */
function assertGenerated(text: string, name: string): void {
  const [workload, ...others] = objects(text) as unknown as (Pods & { metadata: { name: string } })[];
  assert.equal(others.length, 0);
  assert.equal(workload!.metadata.name, name);
  const { metadata, spec } = workload!.spec.template;
  assert.match(spec.runtimeClassName, /^contrast-cc-metal-qemu-snp-[0-9a-f]{8}$/);
  assert.ok(metadata.annotations['io.katacontainers.config.agent.policy']);
}

test('copies are what contrast made of the prepared manifests; everything else is copied as it is', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const { code, stdout, stderr } = await filesIn(workspace, SHOP, ['m', '--out', 'out', ...GENERATE]);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, '');
    // Findings are shown before the output of contrast, the written files after it.
    assert.match(
      stderr,
      /Deployment shop\/web[\s\S]*✔️ Updated manifest manifest\.json\n[\s\S]*wrote to out: 2 prepared files, 1 without changes, 2 other files\n$/,
    );
    const out = snapshot(join(workspace.folder, 'out'));
    assertGenerated(out['web.yaml']!, 'web');
    assertGenerated(out['deep/coordinator.yaml']!, 'coordinator');
    const rest = ['settings.yaml', 'patch.yaml', 'README.md'];
    for (const name of rest) assert.equal(out[name], SHOP[`m/${name}`], name);
    assert.deepEqual(Object.keys(out).sort(), [LIST, 'deep/coordinator.yaml', 'web.yaml', ...rest].sort());
    for (const [name, text] of Object.entries(SHOP)) assert.equal(workspace.read(name), text, name);
    assert.deepEqual(readdirSync(join(workspace.folder, 'contrast')).sort(), OWN_FILES);
    const { Policies } = JSON.parse(workspace.read('contrast/manifest.json')) as { Policies: object };
    assert.equal(Object.keys(Policies).length, 2);
  }));

test('a stream is what contrast made of all manifests', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const call = ['m', '--out', '-', '--ignore', 'patch.yaml', ...GENERATE];
    const { code, stdout, stderr } = await filesIn(workspace, SHOP, call);
    assert.equal(code, 0, stderr);
    const [start, coordinator, settings, web] = stdout.split(/^---\n/m);
    assert.equal(start, '');
    assertGenerated(coordinator!, 'coordinator');
    assert.equal(settings, SHOP['m/settings.yaml']);
    assertGenerated(web!, 'web');
    assert.match(stderr, /wrote to stdout: 2 prepared files, 1 without changes\n$/);
  }));

test('a further run begins with the originals again', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const call = ['m', '--out', 'out', ...GENERATE];
    await filesIn(workspace, SHOP, call);
    const first = snapshot(join(workspace.folder, 'out'));
    workspace.write('out/web.yaml', 'written: since\n');
    rmSync(join(workspace.folder, 'm/settings.yaml'));
    const { code, stderr } = await again(workspace, call);
    assert.equal(code, 0, stderr);
    const second = snapshot(join(workspace.folder, 'out'));
    assert.equal(second['web.yaml'], first['web.yaml']);
    assert.equal(second['settings.yaml'], undefined);
  }));

test('in place: the backup is the original, and a second run changes nothing', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const call = ['m', '--in-place', ...GENERATE];
    const { code, stderr } = await filesIn(workspace, SHOP, call);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /changed 2 files in place, 2 unchanged/);
    const once = snapshot(join(workspace.folder, 'm'));
    assertGenerated(once['web.yaml']!, 'web');
    assert.deepEqual(
      [once['web.yaml.orig'], once['deep/coordinator.yaml.orig']],
      [SHOP['m/web.yaml'], SHOP['m/deep/coordinator.yaml']],
    );
    for (const name of ['settings.yaml', 'ours.yaml', 'patch.yaml'])
      assert.equal(once[name], SHOP[`m/${name}`], name);
    assert.equal(Object.keys(once).length, Object.keys(SHOP).length + 2);
    const { code: second, stderr: says } = await again(workspace, call);
    assert.equal(second, 0, says);
    assert.match(says, /already-generated[\s\S]*Updated manifest[\s\S]*changed 0 files in place/);
    assert.deepEqual(snapshot(join(workspace.folder, 'm')), once);
  }));

test('byte order marks and Windows line breaks stay, and so does the end of what contrast leaves alone', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const settings = CONFIG_MAP.trimEnd();
    const manifests = {
      'm/web.yaml': `\uFEFF${WEB.trimEnd()}`.replaceAll('\n', '\r\n'),
      'm/both.yaml': `\uFEFF${COORDINATOR}---\n${settings}`,
    };
    const { code, stderr } = await filesIn(workspace, manifests, ['m', '--out', 'out', ...GENERATE]);
    assert.equal(code, 0, stderr);
    assert.match(workspace.read('out/web.yaml'), /^\uFEFFapiVersion: apps\/v1\r\n(?:[^\r\n]*\r\n)+$/);
    assert.match(workspace.read('out/both.yaml'), /^\uFEFFapiVersion: apps\/v1\n/);
    assert.ok(workspace.read('out/both.yaml').endsWith(`---\n${settings}`));
  }));

test('without a pod of Contrast it is not run, said so, and the copies are written', () =>
  inWorkspace(async (workspace) => {
    const manifests = { 'm/settings.yaml': CONFIG_MAP };
    const { code, stderr } = await filesIn(workspace, manifests, ['m', '--out', 'out', ...GENERATE]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /contrast generate was not run: no pod in the input/);
    assert.equal(workspace.read('out/settings.yaml'), CONFIG_MAP);
    assert.ok(!existsSync(join(workspace.folder, 'contrast')));
  }));

test('contrast may keep its files in a hidden folder of the originals', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const call = ['m', '--out', 'out', '--generate', '--generate-dir', 'm/.contrast'];
    for (const _ of [1, 2]) {
      const { code, stderr } = await filesIn(workspace, SHOP, call);
      assert.equal(code, 0, stderr);
    }
    assert.deepEqual(readdirSync(join(workspace.folder, 'm/.contrast')).sort(), OWN_FILES);
    assert.ok(!existsSync(join(workspace.folder, 'out/.contrast')));
  }));

/** A way to fail: arguments beside the folder m, files more or other than those of the shop, the exit code, what stderr says. */
type Failure = [title: string, args: string[], files: Record<string, string>, code: number, says: RegExp];

const FAILURES: Failure[] = [
  [
    'contrast fails, and its exit code and message are passed on',
    [...GENERATE, '--', '--reference-value', 'x'],
    {},
    3,
    /Error: unknown flag: --reference-value[\s\S]*contrast generate failed with exit code 3, so nothing was written/,
  ],
  [
    'contrast leaves a workload without a policy',
    GENERATE,
    { 'bin/contrast': '#!/bin/sh\nexit 0\n' },
    2,
    /contrast generate wrote no policy for StatefulSet shop\/coordinator/,
  ],
  [
    'an error remains',
    GENERATE,
    { 'm/web.yaml': WEB.replace('limits: {memory: 700Mi}', 'limits: {}') },
    1,
    /error .*\n[\s\S]*contrast generate was not run and nothing was written, because errors remain\n$/,
  ],
  [
    'a manifest is left out',
    GENERATE,
    { 'm/broken.yaml': 'kind: [' },
    1,
    /^left out {2}m\/broken\.yaml: line [\s\S]*nothing was written, because files were left out and the Contrast manifest must cover the whole deployment/m,
  ],
  [
    'a chart is left out, also where nothing is to be said but what is wrong',
    ['--quiet', ...GENERATE],
    { 'm/chart/Chart.yaml': 'name: c\n' },
    1,
    /^left out {2}m\/chart: is a Helm chart.*\n\ncontrast generate was not run and nothing was written, .*exclude them with --ignore\nprepare-contrast: not ready: .*, 1 unprepared file; .*--quiet.*\n$/,
  ],
  [
    'a list',
    GENERATE,
    {
      'm/list.yaml': `apiVersion: v1\nkind: List\nitems:\n- ${WEB.trimEnd().replaceAll('\n', '\n  ')}\n`,
    },
    2,
    /--generate: Deployment shop\/web is in a list, in m\/list\.yaml, and contrast generate does not read lists/,
  ],
  [
    'a workload in JSON',
    GENERATE,
    {
      'm/pod.json': JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'p', namespace: 'shop' },
        spec: {
          containers: [
            { name: 'p', image: `p:1@sha256:${'0'.repeat(64)}`, resources: { limits: { memory: '700Mi' } } },
          ],
        },
      }),
    },
    2,
    /--generate: m\/pod\.json contains Pod shop\/p, and contrast generate would rewrite it as YAML; save it as m\/pod\.yaml/,
  ],
  [
    'the name of a RuntimeClass in JSON',
    GENERATE,
    { 'm/notes.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"contrast-cc"}}\n' },
    2,
    /--generate: m\/notes\.json contains the text contrast-cc, and/,
  ],
  [
    'what cannot be read, in what no rule looks at',
    GENERATE,
    { 'm/settings.yaml': `${CONFIG_MAP}  broken: [\n` },
    2,
    /--generate: m\/settings\.yaml cannot be read after preparation: line \d+, column 1: /,
  ],
  [
    'the folder of contrast is that of the originals',
    ['--generate', '--generate-dir', 'm'],
    {},
    2,
    /--generate-dir m: is m, so the files and keys of contrast would be treated as manifests; choose a folder outside it/,
  ],
  [
    'the folder of contrast is inside of the originals',
    ['--generate', '--generate-dir', 'm/deep/contrast'],
    {},
    2,
    /--generate-dir m\/deep\/contrast: is inside m, so the files and keys/,
  ],
  [
    'a dry run',
    ['--dry-run', ...GENERATE],
    {},
    2,
    /--generate runs contrast, which writes its manifest and keys; remove it to preview the preparation with --dry-run/,
  ],
  ['a folder without --generate', ['--generate-dir', 'x'], {}, 2, /--generate-dir requires --generate/],
];

for (const [title, args, more, code, says] of FAILURES) {
  for (const destination of [['--out', 'out'], ['--in-place']]) {
    test(`a failure changes nothing (${destination[0]}): ${title}`, () =>
      inWorkspaceWithContrast(async (workspace) => {
        if ('bin/contrast' in more) rmSync(join(workspace.folder, 'bin/contrast'));
        for (const [name, text] of Object.entries({ ...SHOP, ...more }))
          workspace.write(name, text, name.startsWith('bin/') ? 0o755 : 0o644);
        const before = snapshot(join(workspace.folder, 'm'));
        const outcome = await again(workspace, ['m', ...destination, ...args]);
        assert.equal(outcome.code, code, outcome.stderr);
        assert.equal(outcome.stdout, '');
        assert.match(outcome.stderr, says);
        assert.deepEqual(snapshot(join(workspace.folder, 'm')), before);
        assert.ok(!existsSync(join(workspace.folder, 'out')));
      }));
  }
}

test('a failure changes nothing: contrast is missing', () =>
  inWorkspace(async (workspace) => {
    const { code, stderr } = await filesIn(workspace, SHOP, ['m', '--out', 'out', ...GENERATE]);
    assert.equal(code, 2);
    assert.match(stderr, /executable "contrast" not found on PATH; install the CLI/);
    assert.ok(!existsSync(join(workspace.folder, 'out')));
  }));

test('refused: a diff, and keys of contrast among copies or originals', () =>
  inWorkspaceWithContrast(async (workspace) => {
    const diff = await filesIn(workspace, SHOP, ['m', '--diff', ...GENERATE]);
    assert.equal(diff.code, 2);
    assert.match(diff.stderr, /--generate runs contrast.*; remove it to preview the preparation with --diff/);
    const here = await again(workspace, ['.', '--in-place', '--generate']);
    assert.equal(here.code, 2);
    assert.match(here.stderr, /--generate-dir \.: is \., so the files and keys of contrast/);
    for (const folder of ['out', 'out/contrast', 'out/.contrast']) {
      const call = ['m', '--out', 'out', '--generate', '--generate-dir', folder];
      const { code, stderr } = await again(workspace, call);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /: is (inside )?out, which may only contain prepared copies; choose a folder outside it/,
      );
    }
    assert.ok(!existsSync(join(workspace.folder, 'out')));
  }));
