import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { load, loadAll } from 'js-yaml';
import { configurationText } from '../../../src/cli/init/configuration.ts';
import { HOSTS } from '../../../src/cli/init/hosts.ts';
import { SCHEMA_FILE } from '../../../src/cli/init/schema-file.ts';
import { loadConfig } from '../../../src/config/load-config.ts';
import { platforms } from '../../../src/contrast/platforms.ts';
import { rules } from '../../../src/rules/index.ts';
import type { ErrorCode } from '../../../src/util/error-codes.ts';
import { loadYaml } from '../../../src/yaml/load.ts';
import { folderWith, PLATFORM, pod, program, snapshot } from '../../files/workspace.ts';
import { IMAGE } from '../../hosts/host.ts';
import { hostPath, hostTest, type Program, prepareContrast } from '../../hosts/programs.ts';
import { inWorkspace } from '../../hosts/workspace.ts';
import { assertError } from '../../support/assert-error.ts';
import { toolTest } from '../../support/tools.ts';
import { atTerminal } from '../../terminal/at-terminal.ts';

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

test('kustomize: --in-place adds an entry to the kustomization that is there, and nothing else changes', () => {
  const folder = folderWith({ 'kustomization.yaml': KUSTOMIZATION, 'web.yaml': pod('web') });
  const { status, stdout, stderr } = init(
    folder,
    '--platform',
    'metal-qemu-snp',
    '--memory-default',
    '256Mi',
    '--in-place',
  );
  assert.equal(status, 0, stderr);
  assert.match(
    stdout,
    /^wrote prepare-contrast\.yaml\nwrote \.prepare-contrast\.schema, .*\nadded to kustomization\.yaml:\n--- a\/kustomization\.yaml/,
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

test('kustomize: an entry is added after the comments at the end, which may be entries of a list', () => {
  const kustomization = 'resources:\n- web.yaml\n#- api.yaml\n\n# the end\n';
  const folder = folderWith({ 'kustomization.yaml': kustomization, 'web.yaml': pod('web') });
  assert.equal(init(folder, '--in-place', ...PLATFORM).status, 0);
  assert.equal(
    snapshot(folder)['kustomization.yaml'],
    `${kustomization}transformers:\n- prepare-contrast.yaml\n`,
  );
});

/** A folder with a kustomization and what else there is, in a folder of its own for what `init` writes beside it. */
function baseWith(files: Record<string, string> = {}): string {
  const base = { 'base/kustomization.yaml': KUSTOMIZATION, 'base/web.yaml': pod('web') };
  return join(folderWith({ ...base, ...files }), 'base');
}

test('kustomize: a kustomization stays as it is, and gets an overlay beside it', () => {
  const base = baseWith();
  const before = snapshot(base);
  const { status, stdout, stderr } = init(base, ...PLATFORM);
  assert.equal(status, 0, stderr);
  assert.equal(
    stdout.slice(0, stdout.indexOf('\n\n')),
    `wrote ../base-prepared/prepare-contrast.yaml
wrote ../base-prepared/.prepare-contrast.schema, with which editors complete and check ../base-prepared/prepare-contrast.yaml
wrote ../base-prepared/kustomization.yaml`,
  );
  assert.deepEqual(snapshot(base), before);
  const made = snapshot(join(base, '../base-prepared'));
  assert.deepEqual(Object.keys(made), [SCHEMA_FILE, 'kustomization.yaml', CONFIGURATION]);
  const { resources, transformers } = load(made['kustomization.yaml']!) as Record<string, unknown>;
  assert.deepEqual([resources, transformers], [['../base'], [CONFIGURATION]]);
  const again = init(base, ...PLATFORM);
  assert.equal(again.status, 0, again.stderr);
  assert.match(
    again.stdout,
    /^\.\.\/base-prepared\/prepare-contrast\.yaml exists and is unchanged\n\.\.\/base-prepared\/kustomization\.yaml already has the entry$/m,
  );
  assert.match(init(join(base, '../base-prepared'), ...PLATFORM).stdout, /already has the entry/);
  assert.deepEqual(snapshot(join(base, '../base-prepared')), made);
});

const OTHER_USES: [title: string, files: Record<string, string>][] = [
  ['a file', { 'base-prepared': '' }],
  ['other files', { 'base-prepared/notes.txt': '' }],
  [
    'an overlay of another base',
    { 'base-prepared/kustomization.yaml': 'resources: [../other]\ntransformers: [prepare-contrast.yaml]\n' },
  ],
  ['an overlay without the program', { 'base-prepared/kustomization.yaml': 'resources: [../base]\n' }],
  ['what cannot be parsed', { 'base-prepared/kustomization.yaml': 'resources: [\n' }],
];

for (const [title, files] of OTHER_USES) {
  test(`kustomize: the folder of the overlay is never used if it has ${title}`, () => {
    const base = baseWith(files);
    const before = snapshot(join(base, '..'));
    const { status, stderr } = init(base, ...PLATFORM);
    assert.equal(status, 2);
    assertError(stderr, 'init-not-possible', '../base-prepared: ');
    assert.deepEqual(snapshot(join(base, '..')), before);
  });
}

test('kustomize: at the root of a repository nothing is written outside of it', () => {
  const base = baseWith({ 'base/.git': 'gitdir: elsewhere\n' });
  const before = snapshot(join(base, '..'));
  const { status, stderr } = init(base, ...PLATFORM);
  assert.equal(status, 2);
  assertError(stderr, 'init-wrong-folder', '--in-place');
  assert.deepEqual(snapshot(join(base, '..')), before);
  assert.equal(init(base, '--in-place', ...PLATFORM).status, 0);
  assert.match(snapshot(base)['kustomization.yaml']!, /transformers:\n- prepare-contrast\.yaml\n$/);
  assert.match(init(base, ...PLATFORM).stdout, /^kustomization\.yaml already has the entry$/m);
});

test('editors check the configuration against the schema beside it, which no command reads', () => {
  const folder = folderWith({
    Kptfile: 'apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: k}\n',
    'web.yaml': pod('web'),
  });
  assert.equal(init(folder, ...PLATFORM).status, 0);
  const written = snapshot(folder);
  const [, file] = /^# yaml-language-server: \$schema=(\S+)\n/.exec(written[CONFIGURATION]!)!;
  const validate = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(written[file!]!));
  const configuration = load(written[CONFIGURATION]!) as { spec: object };
  assert.ok(validate(configuration), JSON.stringify(validate.errors));
  assert.equal(validate({ ...configuration, spec: { ...configuration.spec, memroy: {} } }), false);
  const checked = program(folder, ['check', '.', '-o', 'json']);
  assert.deepEqual(JSON.parse(checked.stdout).leftOut, []);
  writeFileSync(join(folder, file!), 'mine');
  assert.match(init(folder, ...PLATFORM).stdout, /prepare-contrast\.yaml exists and is unchanged/);
  assert.equal(snapshot(folder)[file!], 'mine');
});

test('kustomize: without a kustomization, one is created with the manifests', () => {
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
  assert.deepEqual(stdout.match(/^not added: .*$/gm), [
    'not added: broken.yaml: line 2, column 1: Flow sequence in block collection must be sufficiently indented and end with a ]',
    'not added: empty.yaml: contains no object',
    'not added: patch.yaml: line 1, column 1: document 1 is a list, not a Kubernetes object',
    'not added: report.json: is only for prepare-contrast',
    'not added: values.yaml: contains an object without "kind"',
  ]);
});

test('kpt: a step is appended to the existing ones', () => {
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

test('helm and argocd: the configuration is written, the rest is printed', () => {
  const chart = folderWith({ 'Chart.yaml': 'name: c\nversion: 1.0.0\n' });
  assert.match(
    init(chart, ...PLATFORM).stdout,
    /--post-renderer prepare-contrast --post-renderer-args --config=prepare-contrast\.yaml/,
  );
  assert.deepEqual(Object.keys(snapshot(chart)), [SCHEMA_FILE, 'Chart.yaml', CONFIGURATION]);
  const application = folderWith({});
  assert.match(init(application, 'argocd', ...PLATFORM).stdout, /config management plugin/);
  assert.deepEqual(Object.keys(snapshot(application)), [SCHEMA_FILE, CONFIGURATION]);
});

test('settings that name files which do not exist yet leave the manifests inspected', () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  const files = ['--memory-usage-from', 'memory-usage.yaml', '--images-sizes-from', 'image-sizes.yaml'];
  const { status, stdout, stderr } = init(folder, 'helm', 'web.yaml', ...PLATFORM, ...files);
  assert.equal(status, 0, stderr);
  assert.doesNotMatch(stdout, /not inspected/);
  assert.match(snapshot(folder)[CONFIGURATION]!, /usageFrom: memory-usage\.yaml/);
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
    postRendererArgs: ['post-render', `--config=${CONFIGURATION}`],
  });
  assert.match(init(folder, ...PLATFORM).stdout, /^helmfile\.yaml already has the entry$/m);
  const other = folderWith({ 'helmfile.yaml': 'helmDefaults: {postRenderer: ./mine.sh}\n' });
  assertError(init(other, ...PLATFORM).stderr, 'init-not-possible', '"./mine.sh"');
});

test('what is there is never written over, and a second call changes nothing', () => {
  for (const host of HOSTS) {
    const folder = folderWith({ [CONFIGURATION]: '# mine\n' });
    assert.equal(init(folder, host, ...PLATFORM).status, 0);
    const first = snapshot(folder);
    assert.equal(first[CONFIGURATION], '# mine\n');
    const again = init(folder, host, ...PLATFORM);
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /exists and is unchanged/);
    assert.deepEqual(snapshot(folder), first);
  }
});

const REFUSED: [
  title: string,
  files: Record<string, string>,
  args: string[],
  code: ErrorCode,
  about: string,
][] = [
  [
    'no platform and nobody to ask',
    {},
    ['kustomize'],
    'usage-missing-argument',
    'prepare-contrast init kustomize --platform Metal-QEMU-SNP|',
  ],
  [
    'a host that is detected, no platform and nobody to ask',
    { Kptfile: '' },
    [],
    'usage-missing-argument',
    'prepare-contrast init kpt --platform Metal-QEMU-SNP|',
  ],
  [
    'no host, no platform and nobody to ask',
    {},
    [],
    'usage-missing-argument',
    `prepare-contrast init ${HOSTS.join('|')} --platform Metal-QEMU-SNP|`,
  ],
  [
    'an unknown platform',
    {},
    ['kustomize', '--platform', 'Metal-QEMU-SPN'],
    'config-unknown-platform',
    'Metal-QEMU-SNP',
  ],
  ['no host', {}, [...PLATFORM], 'usage-missing-argument', `prepare-contrast init ${HOSTS.join('|')}`],
  [
    'kustomizations below',
    { 'base/kustomization.yaml': '', 'overlays/prod/kustomization.yml': '', 'dir.yaml/x': '' },
    [...PLATFORM],
    'init-wrong-folder',
    'base, overlays/prod',
  ],
  [
    'kustomize above kustomizations',
    { 'overlays/prod/kustomization.yaml': '' },
    ['kustomize', ...PLATFORM],
    'init-wrong-folder',
    'overlays/prod',
  ],
  [
    'applications of Argo CD',
    { 'shop.yaml': 'apiVersion: argoproj.io/v1alpha1\nkind: Application\n' },
    [...PLATFORM],
    'init-wrong-folder',
    '"init argocd"',
  ],
  [
    'plain manifests',
    { 'web.yaml': pod('web') },
    [...PLATFORM],
    'usage-missing-argument',
    'prepare-contrast files . --out FOLDER',
  ],
  [
    'two hosts',
    { Kptfile: '', 'kustomization.yaml': '' },
    [...PLATFORM],
    'usage-missing-argument',
    'kustomize and kpt',
  ],
  ['an unknown host', {}, ['flux', ...PLATFORM], 'usage-unknown-name', HOSTS.join(', ')],
  [
    'a path for the configuration',
    {},
    ['kpt', '--config', 'a/b.yaml', ...PLATFORM],
    'usage-invalid-value',
    'a/b.yaml',
  ],
  ['--in-place for kpt', {}, ['kpt', '--in-place', ...PLATFORM], 'usage-conflict', '--in-place: '],
  ['an image for Helm', {}, ['helm', '--image', 'x', ...PLATFORM], 'usage-conflict', '--image: '],
];

for (const [title, existing, args, code, about] of REFUSED) {
  test(`refused, with nothing written: ${title}`, () => {
    const folder = folderWith(existing);
    const { status, stderr } = init(folder, ...args);
    assert.equal(status, 2);
    assertError(stderr, code, about);
    // Platforms for development are accepted, but never suggested.
    assert.doesNotMatch(stderr, /init [\w|]+ --platform \S*Insecure/);
    assert.deepEqual(snapshot(folder), existing);
  });
}

test('an unreadable kustomization is unchanged, and the entry is printed', () => {
  const folder = folderWith({ 'kustomization.yaml': 'resources: [\n' });
  const { status, stderr } = init(folder, '--in-place', ...PLATFORM);
  assert.equal(status, 2);
  assertError(stderr, 'init-not-possible', 'transformers: "prepare-contrast.yaml"');
  assert.equal(snapshot(folder)['kustomization.yaml'], 'resources: [\n');
});

for (const helm of ['helm 3', 'helm 4'] as const) {
  hostTest(helm, `${helm}: the command that init prints last renders and prepares a chart`, async () => {
    const folder = folderWith({
      'Chart.yaml': 'apiVersion: v2\nname: c\nversion: 1.0.0\n',
      'templates/web.yaml': pod('{{ .Release.Name }}'),
    });
    const { stdout } = init(folder, ...PLATFORM);
    assert.match(runsIn(folder, lastCommand(stdout), helm), /runtimeClassName: contrast-cc/);
  });
}

hostTest('kpt', 'kpt: the command that init prints last prepares the package', async () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  const { stdout } = init(folder, 'kpt', ...PLATFORM);
  runsIn(folder, lastCommand(stdout), 'kpt');
  assert.match(snapshot(folder)['web.yaml']!, /runtimeClassName: contrast-cc/);
});

toolTest('python3', 'at a terminal it asks for the host and the platform, and for nothing else', () => {
  const folder = folderWith({});
  const { status, screen } = atTerminal(['init'], {
    cwd: folder,
    streams: 'in,out,err',
    input: 'kpt\nMetal-QEMU-TDX\n',
  });
  assert.equal(status, 0, screen);
  assert.match(
    screen,
    /Host \(kustomize, kpt, .*\): [\s\S]*Contrast platform of the cluster:\n {3}1 {2}Metal-QEMU-SNP\n/,
  );
  assert.match(snapshot(folder)[CONFIGURATION]!, /^ {2}platform: Metal-QEMU-TDX$/m);
  assert.match(screen, /\n {2}kpt fn render --allow-exec\n$/);
  const base = baseWith();
  const typed = { cwd: base, streams: 'in,out,err', input: '5\n' };
  const { screen: asked } = atTerminal(['init'], typed);
  assert.match(asked, /Contrast platform of the cluster:\n[\s\S]* 5 {2}AKS-CLH-SNP\n[\s\S]*Number or name: /);
  assert.match(asked, /\n {2}kustomize build --enable-alpha-plugins --enable-exec \.\.\/base-prepared\n$/);
  assert.match(snapshot(join(base, '../base-prepared'))[CONFIGURATION]!, /^ {2}platform: AKS-CLH-SNP$/m);
  assert.doesNotMatch(asked, /\d {2}\S+-Insecure/);
  const development = folderWith({});
  const named = { cwd: development, streams: 'in,out,err', input: 'Metal-QEMU-Insecure\n' };
  assert.equal(atTerminal(['init', 'kpt'], named).status, 0);
  assert.match(snapshot(development)[CONFIGURATION]!, /^ {2}platform: Metal-QEMU-Insecure$/m);
  const known = folderWith({ Kptfile: snapshot(folder).Kptfile! });
  const { screen: silent } = atTerminal(['init', ...PLATFORM], { cwd: known, streams: 'in,out,err' });
  assert.doesNotMatch(silent, /Host|platform of the cluster/);
});

test('every configuration that is written is valid, with its suggestions too', () => {
  const ruleIds = rules.map(({ id }) => id);
  const sizes = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'ImageSizes', spec: { images: [] } };
  for (const host of HOSTS) {
    const isFunction = host === 'kustomize' || host === 'kpt';
    for (const { name, host: kind } of platforms) {
      const text = configurationText(host, { platform: name }, undefined);
      // A release without the platform is not suggested for it.
      const all = text
        .replace(/^( +)# (?=\S+:| {2}\S|- )/gm, '$1')
        .replace(/ +contrastVersion:.*\n/, kind === 'aks' ? '' : '$&');
      for (const version of [text, all]) {
        const load = () =>
          loadConfig({
            document: loadYaml(version),
            ruleIds,
            parseYaml: loadYaml,
            // A KRM function opens no files.
            readSizesFile: isFunction ? undefined : (source) => ({ source, document: sizes }),
          });
        assert.doesNotThrow(load, version);
      }
      if (kind !== 'aks') assert.match(all, /^ {2}memory:\n {4}default: 256Mi$/m);
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
  const { stdout: steps } = init(folder, 'argocd', '--config', configuration, ...PLATFORM);
  const end = steps.indexOf('\n\nPrint what');
  const { spec } = load(steps.slice(steps.indexOf('apiVersion: argoproj.io'), end)) as {
    spec: { generate: { command: string[]; args: string[] }; discover: { fileName: string } };
  };
  assert.equal(spec.discover.fileName, `./${configuration}`);
  const [command, ...args] = [...spec.generate.command, ...spec.generate.args];
  const app = { ARGOCD_APP_NAME: 'shop', ARGOCD_APP_NAMESPACE: 'shop' };
  const env = { ...environment, ...app, TMPDIR: folderWith({}) };
  const { status, stdout, stderr } = spawnSync(command!, args, { cwd: folder, encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /runtimeClassName: contrast-cc/);
  assert.doesNotMatch(stdout, /kind: PrepareContrast/);
  const shown = spawnSync('sh', ['-c', lastCommand(steps)], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  assert.equal(shown.status, 0, shown.stderr);
  assert.match(shown.stdout, /runtimeClassName: contrast-cc/);
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

/** A name that means something else to YAML and to a shell without quotes. */
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

test('unusual names are correct in the output', () => {
  runPlugin(folderWith({ 'web.yaml': pod('web') }), binWith(), ODD);
  const { stdout } = init(folderWith({}), 'helm', '--config', ODD, ...PLATFORM);
  const helmfile = load(stdout.slice(stdout.indexOf('  helmDefaults:'), stdout.indexOf('Print the'))) as {
    helmDefaults: object;
  };
  assert.deepEqual(helmfile.helmDefaults, {
    postRenderer: 'prepare-contrast',
    postRendererArgs: ['post-render', `--config=${ODD}`],
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
  const { status, stdout, stderr } = init(folder, 'kustomize', ...PLATFORM);
  assert.equal(status, 0, stderr);
  assert.match(runsIn(folder, lastCommand(stdout), 'kustomize 5'), /runtimeClassName: contrast-cc/);
});

const PLAIN_BUILDS: [Program, string][] = [
  ['kustomize 5', 'build'],
  ['kustomize 4', 'build'],
  ['kubectl 1.36', 'kustomize'],
  ['kubectl 1.32', 'kustomize'],
];
hostTest(
  PLAIN_BUILDS.map(([program]) => program),
  'everybody builds a base without flags as before init, and its overlay is prepared',
  async () => {
    const base = baseWith({ 'ours/kustomization.yaml': 'resources: [../base]\n' });
    const build = ([host, command]: [Program, string], folder: string) => {
      const { status, stdout, stderr } = spawnSync(hostPath(host), [command, folder], { encoding: 'utf8' });
      assert.equal(status, 0, stderr);
      return stdout;
    };
    const builds = () =>
      PLAIN_BUILDS.flatMap((plain) => [build(plain, base), build(plain, join(base, '../ours'))]);
    const before = builds();
    const { status, stdout, stderr } = init(base, ...PLATFORM);
    assert.equal(status, 0, stderr);
    assert.deepEqual(builds(), before);
    assert.doesNotMatch(before.join(), /runtimeClassName/);
    for (const host of ['kustomize 5', 'kustomize 4'] as const)
      assert.match(runsIn(base, lastCommand(stdout), host), /runtimeClassName: contrast-cc/);
  },
);

hostTest(['kubectl 1.36', 'kubectl 1.32'], 'kubectl builds the overlay with the function from an image', () =>
  inWorkspace(async (workspace) => {
    workspace.write('base/kustomization.yaml', KUSTOMIZATION);
    workspace.write('base/web.yaml', pod('web'));
    const cwd = join(workspace.folder, 'base');
    const made = await workspace.run(prepareContrast, ['init', '--image', IMAGE, ...PLATFORM], { cwd });
    assert.equal(made.code, 0, made.stderr);
    const [, flags, folder] = /^kustomize build (\S+) (\S+)$/.exec(lastCommand(made.stdout))!;
    for (const host of ['kubectl 1.36', 'kubectl 1.32'] as const) {
      const build = (...args: string[]) => workspace.run(hostPath(host), ['kustomize', ...args], { cwd });
      const { code, stdout, stderr } = await build(flags!, folder!);
      assert.equal(code, 0, stderr);
      assert.match(stdout, /runtimeClassName: contrast-cc/);
      const plain = await build(folder!);
      assert.equal(plain.code, 1);
      assert.match(plain.stderr, /external plugins disabled/);
    }
    assert.match(workspace.engineCalls(), /registry\.example\.com\/prepare-contrast:test/);
  }),
);

/** The command that `init` prints last, for users to paste. */
function lastCommand(stdout: string): string {
  return stdout.trimEnd().split('\n').at(-1)!.trim();
}

/** Runs a command line as in a shell of a user who has the program and the host. Returns what it prints. */
function runsIn(cwd: string, command: string, host: Program): string {
  const env = binWith({ name: host.split(' ')[0]!, path: hostPath(host) });
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd, encoding: 'utf8', env });
  assert.equal(status, 0, stderr);
  return stdout;
}
