import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { load, loadAll } from 'js-yaml';
import { configurationText } from '../../src/commands/init/configuration.ts';
import { HOSTS } from '../../src/commands/init/hosts.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { platforms } from '../../src/contrast/platforms.ts';
import { rules } from '../../src/rules/index.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { folderWith, PLATFORM, pod, program, snapshot } from '../files/workspace.ts';
import { hostPath, hostTest, prepareContrast } from '../hosts/programs.ts';
import { toolTest } from '../lib/tools.ts';
import { atTerminal } from '../terminal/at-terminal.ts';

const CONFIGURATION = 'prepare-contrast.yaml';

const KUSTOMIZATION = `# ours
resources:
- web.yaml   # the shop

# labels for all
labels:
- pairs: {team: shop}
`;

function init(folder: string, ...args: string[]) {
  return program(folder, ['init', ...args]);
}

test('kustomize: an entry is added to the kustomization that is there, and nothing else changes', () => {
  const folder = folderWith({ 'kustomization.yaml': KUSTOMIZATION, 'web.yaml': pod('web') });
  const { status, stdout, stderr } = init(
    folder,
    '--platform',
    'metal-qemu-snp',
    '--memory-default',
    '256Mi',
  );
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^wrote prepare-contrast\.yaml\nadded to kustomization\.yaml:\n--- a\/kustomization\.yaml/,
  );
  assert.match(stdout, /kustomize build --enable-alpha-plugins --enable-exec \./);
  const after = snapshot(folder);
  assert.equal(after['kustomization.yaml'], `${KUSTOMIZATION}transformers:\n- prepare-contrast.yaml\n`);
  const { spec, metadata } = load(after[CONFIGURATION]!) as {
    spec: object;
    metadata: { annotations: object };
  };
  assert.deepEqual(spec, { platform: 'Metal-QEMU-SNP', memory: { default: '256Mi' } });
  assert.deepEqual(metadata.annotations, {
    'config.kubernetes.io/function': 'exec:\n  path: prepare-contrast\n',
  });
});

test('kustomize: where there is no kustomization, one of the manifests is made', () => {
  const folder = folderWith({ 'web.yaml': pod('web'), 'values.yaml': 'a: 1\n' });
  assert.equal(init(folder, 'kustomize', ...PLATFORM).status, 0);
  const made = load(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(made.resources, ['web.yaml']);
  assert.deepEqual(made.transformers, [CONFIGURATION]);
});

test('kustomize: a kustomization that is made has all manifests, however they are written, and the rest is named', () => {
  const folder = folderWith({
    'indented.yaml': '  apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: indented}\n',
    'flow.yml': '{apiVersion: v1, kind: Service, metadata: {name: flow}}\n',
    'quoted.yaml': '"apiVersion": v1\n"kind": ConfigMap\nmetadata: {name: quoted}\n',
    'pod.json': JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'json' } }),
    'image-sizes.yaml': 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nspec: {images: []}\n',
    'report.json': JSON.stringify({ apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'Report' }),
    'values.yaml': 'kinds:\n  kind: none\n',
    'broken.yaml': 'kind: [\n',
    'empty.yaml': '# nothing yet\n',
    'patch.yaml': '- op: add\n',
    '.hidden.yaml': pod('hidden'),
    'folder.yaml/web.yaml': pod('below'),
  });
  const { status, stdout, stderr } = init(folder, 'kustomize', ...PLATFORM);
  assert.equal(status, 0, stderr);
  const made = load(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(made.resources, [
    'flow.yml',
    'image-sizes.yaml',
    'indented.yaml',
    'pod.json',
    'quoted.yaml',
  ]);
  assert.deepEqual(stdout.match(/^left out of it: .*$/gm), [
    'left out of it: broken.yaml: line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    'left out of it: empty.yaml: holds no object',
    'left out of it: patch.yaml: line 1, column 1: document 1 is no Kubernetes object but a list',
    'left out of it: report.json: is for prepare-contrast alone',
    'left out of it: values.yaml: holds something that has no kind',
  ]);
});

test('kpt: a step is added behind those that are there', () => {
  const kptfile = `apiVersion: kpt.dev/v1
kind: Kptfile
metadata: {name: shop}
pipeline:
  mutators:
  - image: set-labels:v0.2   # first
    configMap: {team: shop}
`;
  const folder = folderWith({ Kptfile: kptfile });
  assert.equal(init(folder, ...PLATFORM).status, 0);
  const after = snapshot(folder);
  assert.ok(after.Kptfile!.startsWith(kptfile));
  const { pipeline } = load(after.Kptfile!) as { pipeline: { mutators: object[] } };
  assert.deepEqual(pipeline.mutators[1], { exec: 'prepare-contrast', configPath: CONFIGURATION });
  const { metadata } = load(after[CONFIGURATION]!) as { metadata: { annotations: object } };
  assert.deepEqual(metadata.annotations, { 'config.kubernetes.io/local-config': 'true' });
});

test('kpt and kustomize can take the function out of an image', () => {
  const folder = folderWith({});
  const image = 'registry.example.com/prepare-contrast:v1';
  assert.equal(init(folder, 'kpt', ...PLATFORM, '--image', image).status, 0);
  assert.match(
    snapshot(folder).Kptfile!,
    /- image: "registry\.example\.com\/prepare-contrast:v1"\n {6}configPath/,
  );
  const other = folderWith({});
  assert.equal(init(other, 'kustomize', ...PLATFORM, '--image', image).status, 0);
  assert.match(snapshot(other)[CONFIGURATION]!, /container:\n {8}image: "registry/);
});

test('helm and argocd: the configuration is written, the rest is told', () => {
  const chart = folderWith({ 'Chart.yaml': 'name: c\nversion: 1.0.0\n' });
  assert.match(
    init(chart, ...PLATFORM).stdout,
    /--post-renderer prepare-contrast --post-renderer-args --config=prepare-contrast\.yaml/,
  );
  assert.deepEqual(Object.keys(snapshot(chart)), ['Chart.yaml', CONFIGURATION]);
  const application = folderWith({});
  assert.match(init(application, 'argocd', ...PLATFORM).stdout, /config management plugin/);
  assert.deepEqual(Object.keys(snapshot(application)), [CONFIGURATION]);
});

test('helm: a helmfile gets the post-renderer for all releases', () => {
  const helmfile = 'releases:\n- name: shop   # ours\n  chart: ./chart\n';
  const folder = folderWith({ 'helmfile.yaml': helmfile });
  const { status, stdout, stderr } = init(folder, ...PLATFORM);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /^added to helmfile\.yaml:$/m);
  const after = snapshot(folder)['helmfile.yaml']!;
  assert.ok(after.startsWith(helmfile));
  assert.deepEqual((load(after) as { helmDefaults: object }).helmDefaults, {
    postRenderer: 'prepare-contrast',
    postRendererArgs: [`--config=${CONFIGURATION}`],
  });
  assert.match(init(folder, ...PLATFORM).stdout, /^helmfile\.yaml has the entry already$/m);
  const other = folderWith({ 'helmfile.yaml': 'helmDefaults: {postRenderer: ./mine.sh}\n' });
  assert.match(
    init(other, ...PLATFORM).stderr,
    /has another post-renderer, "\.\/mine\.sh"\. Nothing in it was changed/,
  );
});

test('what is there is never written over, and a second call changes nothing', () => {
  for (const host of HOSTS) {
    const folder = folderWith({ [CONFIGURATION]: '# mine\n' });
    assert.equal(init(folder, host, ...PLATFORM).status, 0);
    const first = snapshot(folder);
    assert.equal(first[CONFIGURATION], '# mine\n');
    const again = init(folder, host, ...PLATFORM);
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /is there already and stays as it is/);
    assert.deepEqual(snapshot(folder), first);
  }
});

const REFUSED: [title: string, files: Record<string, string>, args: string[], message: RegExp][] = [
  [
    'no platform and nobody to ask',
    {},
    ['kustomize'],
    /init: name the Contrast platform of the cluster: --platform .*Metal-QEMU-SNP/,
  ],
  [
    'an unknown platform',
    {},
    ['kustomize', '--platform', 'Metal-QEMU-SPN'],
    /spec\.platform|--platform.*Metal-QEMU-SNP/,
  ],
  [
    'no host',
    {},
    [...PLATFORM],
    /does not say which host it is for; name one: prepare-contrast init kustomize\|kpt\|helm\|argocd/,
  ],
  [
    'kustomizations below',
    { 'base/kustomization.yaml': '', 'overlays/prod/kustomization.yml': '', 'dir.yaml/x': '' },
    [...PLATFORM],
    /the kustomizations are below this folder: base, overlays\/prod\. Call it in each that you build/,
  ],
  [
    'kustomize above kustomizations',
    { 'overlays/prod/kustomization.yaml': '' },
    ['kustomize', ...PLATFORM],
    /are below this folder: overlays\/prod/,
  ],
  [
    'applications of Argo CD',
    { 'shop.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\n' },
    [...PLATFORM],
    /shop\.yaml holds Argo CD applications, .* Call "init argocd" in the one that spec\.source\.path names/,
  ],
  [
    'plain manifests',
    { 'web.yaml': pod('web') },
    [...PLATFORM],
    /Plain manifests need none: prepare-contrast files \. --out FOLDER/,
  ],
  [
    'two hosts',
    { Kptfile: '', 'kustomization.yaml': '' },
    [...PLATFORM],
    /is for kustomize and kpt; name one/,
  ],
  ['an unknown host', {}, ['flux', ...PLATFORM], /"flux" is none of kustomize, kpt, helm, argocd/],
  [
    'a path for the configuration',
    {},
    ['kpt', '--config', 'a/b.yaml', ...PLATFORM],
    /name a file of this folder/,
  ],
  ['an image for Helm', {}, ['helm', '--image', 'x', ...PLATFORM], /helm runs no function out of an image/],
];

for (const [title, existing, args, message] of REFUSED) {
  test(`refused, with nothing written: ${title}`, () => {
    const folder = folderWith(existing);
    const { status, stderr } = init(folder, ...args);
    assert.equal(status, 2);
    assert.match(stderr, message);
    assert.deepEqual(snapshot(folder), existing);
  });
}

test('a kustomization that cannot be read is left alone, and the entry is told', () => {
  const folder = folderWith({ 'kustomization.yaml': 'resources: [\n' });
  const { status, stderr } = init(folder, ...PLATFORM);
  assert.equal(status, 2);
  assert.match(stderr, /Nothing in it was changed; add to transformers yourself: "prepare-contrast\.yaml"/);
  assert.equal(snapshot(folder)['kustomization.yaml'], 'resources: [\n');
});

toolTest('python3', 'at a terminal it asks for the host and the platform, and for nothing else', () => {
  const folder = folderWith({});
  const { status, screen } = atTerminal(['init'], {
    cwd: folder,
    streams: 'in,out,err',
    input: 'kpt\nMetal-QEMU-TDX\n',
  });
  assert.equal(status, 0, screen);
  assert.match(screen, /Host \(kustomize, kpt, helm, argocd\): [\s\S]*Contrast platform of the cluster \(/);
  assert.match(snapshot(folder)[CONFIGURATION]!, /^ {2}platform: Metal-QEMU-TDX$/m);
  const known = folderWith({ Kptfile: snapshot(folder).Kptfile! });
  const { screen: silent } = atTerminal(['init', ...PLATFORM], { cwd: known, streams: 'in,out,err' });
  assert.doesNotMatch(silent, /Host|platform of the cluster/);
});

test('every configuration that is written is valid, with its suggestions too', () => {
  const ruleIds = rules.map(({ id }) => id);
  const sizes = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'ImageSizes', spec: { images: [] } };
  for (const host of HOSTS) {
    const isFunction = host === 'kustomize' || host === 'kpt';
    for (const { name, until } of platforms) {
      const text = configurationText(host, { platform: name }, undefined);
      // A release that a platform does not have any more is no suggestion for it.
      const all = text
        .replace(/^( +)# (?=\S+:| {2}\S|- )/gm, '$1')
        .replace(/ +contrastVersion:.*\n/, until ? '' : '$&');
      for (const version of [text, all]) {
        const load = () =>
          loadConfig({
            document: readYaml(version),
            ruleIds,
            parseYaml: readYaml,
            // A KRM function opens no files.
            readSizesFile: isFunction ? undefined : (source) => ({ source, document: sizes }),
          });
        assert.doesNotThrow(load, version);
      }
      if (!until) assert.match(all, /^ {2}memory:\n {4}default: 256Mi$/m);
    }
  }
});

/** A folder with the program, and a host's under its usual name, to be put on the PATH. */
function binWith(host?: { name: string; path: string }): NodeJS.ProcessEnv {
  const bin = folderWith({});
  symlinkSync(prepareContrast, join(bin, 'prepare-contrast'));
  if (host) symlinkSync(host.path, join(bin, host.name));
  return { ...process.env, PATH: `${bin}:${process.env.PATH}` };
}

/** Runs the plugin that `init argocd` shows, as Argo CD does, in the folder that it was called in. Gives what it prints. */
function runPlugin(folder: string, environment: NodeJS.ProcessEnv, configuration = CONFIGURATION): string {
  const { stdout: told } = init(folder, 'argocd', '--config', configuration, ...PLATFORM);
  const { spec } = load(told.slice(told.indexOf('apiVersion: argoproj.io'))) as {
    spec: { generate: { command: string[]; args: string[] }; discover: { fileName: string } };
  };
  assert.equal(spec.discover.fileName, `./${configuration}`);
  const [command, ...args] = [...spec.generate.command, ...spec.generate.args];
  const env = { ...environment, ARGOCD_APP_NAME: 'shop', ARGOCD_APP_NAMESPACE: 'shop' };
  const { status, stdout, stderr } = spawnSync(command!, args, { cwd: folder, encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /runtimeClassName: contrast-cc/);
  assert.doesNotMatch(stdout, /kind: PrepareContrast/);
  return stdout;
}

test('Argo CD: the plugin prepares plain manifests, all that Argo CD reads itself', () => {
  const json = '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}';
  const sizes = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nspec: {images: []}\n';
  const files = { 'web.yaml': pod('web'), 'api.yml': pod('api'), 'service.json': json };
  const others = { 'image-sizes.yaml': sizes, 'below/other.yaml': pod('other') };
  const printed = runPlugin(folderWith({ ...files, ...others }), binWith());
  const objects = loadAll(printed) as { kind: string; metadata: { name: string } }[];
  assert.deepEqual(
    objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
    ['Pod api', 'Service web', 'Pod web'],
  );
});

/** A name that means something else to YAML and to a shell where it stands without quotes. */
const ODD = "my conf #1: it's $HOME.yaml";

test('odd names stay what they are in the files that are made', () => {
  const folder = folderWith({ 'a #1.yaml': pod('web') });
  const image = 'a: b #c';
  assert.equal(init(folder, 'kustomize', '--config', ODD, '--image', image, ...PLATFORM).status, 0);
  assert.equal(init(folder, 'kpt', '--config', ODD, '--image', image, ...PLATFORM).status, 0);
  const after = snapshot(folder);
  const { resources, transformers } = load(after['kustomization.yaml']!) as Record<string, unknown>;
  assert.deepEqual([resources, transformers], [['a #1.yaml'], [ODD]]);
  const { pipeline } = load(after.Kptfile!) as { pipeline: { mutators: object[] } };
  assert.deepEqual(pipeline.mutators, [{ image, configPath: ODD }]);
  const { metadata } = load(after[ODD]!) as { metadata: { annotations: Record<string, string> } };
  assert.deepEqual(load(metadata.annotations['config.kubernetes.io/function']!), { container: { image } });
});

test('odd names stay what they are in what is told', () => {
  runPlugin(folderWith({ 'web.yaml': pod('web') }), binWith(), ODD);
  const { stdout } = init(folderWith({}), 'helm', '--config', ODD, ...PLATFORM);
  const helmfile = load(stdout.slice(stdout.indexOf('  helmDefaults:'))) as { helmDefaults: object };
  assert.deepEqual(helmfile.helmDefaults, {
    postRenderer: 'prepare-contrast',
    postRendererArgs: [`--config=${ODD}`],
  });
  assert.ok(stdout.includes(`--post-renderer-args '--config=my conf #1: it'\\''s $HOME.yaml'`), stdout);
});

hostTest('kustomize 5', 'Argo CD: the plugin renders a kustomization and prepares it', async () => {
  const folder = folderWith({ 'kustomization.yaml': KUSTOMIZATION, 'web.yaml': pod('web') });
  runPlugin(folder, binWith({ name: 'kustomize', path: hostPath('kustomize 5') }));
});

hostTest('helm 3', 'Argo CD: the plugin renders a chart and prepares it', async () => {
  const folder = folderWith({
    'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
    'templates/web.yaml': pod('{{ .Release.Name }}'),
  });
  runPlugin(folder, binWith({ name: 'helm', path: hostPath('helm 3') }));
});

hostTest('kustomize 5', 'kustomize runs what init has set up', async () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  assert.equal(init(folder, 'kustomize', ...PLATFORM).status, 0);
  const { status, stdout, stderr } = spawnSync(
    hostPath('kustomize 5'),
    ['build', '--enable-alpha-plugins', '--enable-exec', '.'],
    { cwd: folder, encoding: 'utf8', env: binWith() },
  );
  assert.equal(status, 0, stderr);
  assert.match(stdout, /runtimeClassName: contrast-cc/);
});
