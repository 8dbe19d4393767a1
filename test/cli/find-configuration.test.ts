import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { folderWith, pod, program, snapshot } from '../files/workspace.ts';
import { assertError } from '../support/assert-error.ts';

const configuration = (platform: string, more = '') => `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: prepare-contrast}
spec:
  platform: ${platform}
${more}`;
const SNP = configuration('Metal-QEMU-SNP');
const TDX = configuration('Metal-QEMU-TDX');

/** A repository with a configuration at its root and another one in a folder. */
function repository(): string {
  const folder = folderWith({
    'prepare-contrast.yaml': SNP,
    'shop/web/web.yaml': pod('web'),
    'bank/prepare-contrast.yaml': TDX,
    'bank/api/api.yaml': pod('api'),
  });
  mkdirSync(join(folder, '.git'));
  return folder;
}

/** The header of a summary. */
function headOf(text: string): string[] {
  return text.slice(text.indexOf('prepare-contrast: ')).split('\n').slice(0, 2);
}

test('check finds the configuration beside the manifests or above, and names it', () => {
  const folder = repository();
  const head = (...args: string[]) => headOf(program(folder, ['check', ...args]).stdout);
  const used = (platform: string, file: string) => [
    `prepare-contrast: ${platform}, Contrast 1.25`,
    `configuration: ${file}`,
  ];
  assert.deepEqual(head('shop'), used('Metal-QEMU-SNP', 'prepare-contrast.yaml'));
  assert.deepEqual(head('shop/web/web.yaml'), used('Metal-QEMU-SNP', 'prepare-contrast.yaml'));
  assert.deepEqual(head('bank/api'), used('Metal-QEMU-TDX', 'bank/prepare-contrast.yaml'));
  const inside = program(join(folder, 'shop/web'), ['check', '.']);
  assert.deepEqual(headOf(inside.stdout), used('Metal-QEMU-SNP', '../../prepare-contrast.yaml'));
});

test('stdin of check has the configuration of the working directory', () => {
  const folder = repository();
  const { stdout } = program(join(folder, 'bank/api'), ['check', '-'], { input: pod('api') });
  assert.deepEqual(headOf(stdout), [
    'prepare-contrast: Metal-QEMU-TDX, Contrast 1.25',
    'configuration: ../prepare-contrast.yaml',
  ]);
});

test('files and policy find it too, and files leaves it out of the stream', () => {
  const folder = repository();
  const prepared = program(folder, ['files', 'bank', '--out', '-']);
  assert.equal(prepared.status, 0, prepared.stderr);
  assert.deepEqual(headOf(prepared.stderr), [
    'prepare-contrast: Metal-QEMU-TDX, Contrast 1.25',
    'configuration: bank/prepare-contrast.yaml',
  ]);
  assert.doesNotMatch(prepared.stdout, /PrepareContrast/);
  const policy = program(folder, ['policy', '--namespaces', 'shop']);
  assert.equal(policy.status, 0);
  assert.match(policy.stderr, /^prepare-contrast: configuration prepare-contrast\.yaml$/m);
  assert.match(policy.stdout, /for Metal-QEMU-SNP,/);
});

test('a program that prepares a stream looks for no configuration, so that its output depends on its input alone', () => {
  const folder = repository();
  for (const args of [[], ['post-render']]) {
    const { status, stderr } = program(folder, args, { input: pod('web') });
    assert.equal(status, 2, stderr);
    assertError(stderr, 'config-missing-value');
  }
});

test('flags win over the configuration that is found, --config and --no-config switch the search off', () => {
  const folder = repository();
  const check = (...args: string[]) => program(folder, ['check', 'shop', ...args]);
  assert.deepEqual(headOf(check('--platform', 'Metal-QEMU-TDX').stdout), [
    'prepare-contrast: Metal-QEMU-TDX, Contrast 1.25',
    'configuration: prepare-contrast.yaml',
  ]);
  assert.deepEqual(headOf(check('-c', 'bank/prepare-contrast.yaml').stdout), [
    'prepare-contrast: Metal-QEMU-TDX, Contrast 1.25',
    'configuration: bank/prepare-contrast.yaml',
  ]);
  const none = check('--no-config', '--platform', 'Metal-QEMU-SNP');
  assert.deepEqual(headOf(none.stdout), ['prepare-contrast: Metal-QEMU-SNP, Contrast 1.25', '']);
  assertError(check('--no-config').stderr, 'config-missing-value');
  assertError(check('--no-config', '--config', 'x.yaml').stderr, 'usage-conflict');
});

test('paths with different configurations are refused', () => {
  const folder = repository();
  const { status, stderr } = program(folder, ['check', 'shop', 'bank']);
  assert.equal(status, 2);
  assertError(stderr, 'config-conflict', 'shop: prepare-contrast.yaml; bank: bank/prepare-contrast.yaml');
});

test('another configuration in the folder is reported, the one that is used is not', () => {
  const folder = repository();
  const { stdout } = program(folder, ['check', '.', '--format', 'json']);
  const { results } = JSON.parse(stdout) as { results: { tags: { rule: string } }[] };
  assert.equal(results.filter(({ tags }) => tags.rule === 'configuration').length, 1);
});

test('the search ends at the root of the repository and, outside of repositories, at the working directory', () => {
  const folder = folderWith({
    'prepare-contrast.yaml': SNP,
    'inner/web/web.yaml': pod('web'),
  });
  mkdirSync(join(folder, 'inner/.git'));
  assertError(program(folder, ['check', 'inner']).stderr, 'config-missing-value');
  const plain = folderWith({ 'prepare-contrast.yaml': SNP, 'm/web.yaml': pod('web') });
  assert.equal(headOf(program(plain, ['check', 'm']).stdout)[1], 'configuration: prepare-contrast.yaml');
  assertError(program(join(plain, 'm'), ['check', '.']).stderr, 'config-missing-value');
  assertError(program(join(plain, 'm'), ['check', '../m/web.yaml']).stderr, 'config-missing-value');
});

test('an error in the configuration that is found names the file', () => {
  const folder = folderWith({
    'prepare-contrast.yaml': configuration('Metal-QEMU-SNP', '  memory: {defalt: 1Gi}\n'),
    'web.yaml': pod('web'),
  });
  for (const args of [
    ['check', '.'],
    ['files', '.', '--diff'],
    ['policy', '--namespaces', 'a'],
  ]) {
    const { status, stderr } = program(folder, args);
    assert.equal(status, 2);
    assertError(stderr, 'config-unknown-name', 'prepare-contrast.yaml: spec.memory.defalt: ');
  }
  const other = folderWith({ 'prepare-contrast.yaml': pod('web') });
  assertError(program(other, ['check', '.']).stderr, 'config-type', 'prepare-contrast.yaml: ');
});

test('reports name the configuration; formats that cannot have it on stderr', () => {
  const folder = repository();
  const check = (format: string) => program(folder, ['check', 'shop', '-o', format]);
  const json = JSON.parse(check('json').stdout) as { configurationFile: string };
  assert.equal(json.configurationFile, 'prepare-contrast.yaml');
  for (const format of ['markdown', 'html'])
    assert.match(
      check(format).stdout,
      /Contrast 1\.25, configuration prepare(?:-|\\-)contrast\.yaml/,
      format,
    );
  for (const format of ['sarif', 'github', 'junit'])
    assert.match(check(format).stderr, /^prepare-contrast: configuration prepare-contrast\.yaml$/m, format);
  assert.doesNotMatch(check('json').stderr, /configuration/);
});

test('a functionConfig wins over the configuration that is found', () => {
  const folder = repository();
  const input = `apiVersion: config.kubernetes.io/v1
kind: ResourceList
functionConfig: {apiVersion: prepare-contrast.dev/v1alpha1, kind: PrepareContrast, spec: {platform: Metal-QEMU-TDX}}
items: []
`;
  const { stdout } = program(folder, ['check', '-'], { input });
  assert.deepEqual(headOf(stdout), ['prepare-contrast: Metal-QEMU-TDX, Contrast 1.25', '']);
});

test('what check prints for a folder that init has set up can be run as it is', () => {
  const folder = folderWith({
    'base/kustomization.yaml': 'resources: [web.yaml]\n',
    'base/web.yaml': pod('web'),
  });
  const base = join(folder, 'base');
  const init = program(base, ['init', '--platform', 'Metal-QEMU-SNP']);
  assert.equal(init.status, 0, init.stderr);
  const advice = (cwd: string, path: string) => {
    const { status, stderr } = program(cwd, ['check', path]);
    assert.equal(status, 2);
    return /Check the output of kustomize: (.*)\n$/.exec(stderr)?.[1];
  };
  const command = (overlay: string) =>
    `kustomize build --enable-alpha-plugins --enable-exec ${overlay} | prepare-contrast check - --config ${overlay}/prepare-contrast.yaml`;
  assert.equal(advice(folder, 'base'), command('base-prepared'));
  assert.equal(advice(folder, 'base-prepared'), command('base-prepared'));
  // Anybody may have written a folder above the working directory, unless both are in one repository.
  assert.equal(advice(base, '.'), 'kustomize build . | prepare-contrast check -');
  mkdirSync(join(folder, '.git'));
  assert.equal(advice(base, '.'), command('../base-prepared'));
  assert.match(
    program(base, ['check', 'web.yaml']).stdout,
    /^configuration: \.\.\/base-prepared\/prepare-contrast\.yaml$/m,
  );
  const plain = folderWith({
    Kptfile: 'apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: k}\n',
    'web.yaml': pod('web'),
  });
  assert.equal(program(plain, ['init', '--platform', 'Metal-QEMU-SNP']).status, 0);
  const before = snapshot(plain);
  const checked = program(plain, ['check', '.']);
  assert.equal(checked.status, 1, checked.stderr);
  assert.match(checked.stdout, /^configuration: prepare-contrast\.yaml$/m);
  assert.deepEqual(snapshot(plain), before);
});

test('a path in place of a command names the commands for it, and reads nothing', () => {
  const folder = folderWith({ 'manifests/web.yaml': pod('web'), 'web.yaml': pod('web') });
  for (const path of ['manifests', './manifests', 'web.yaml', './web.yaml', '.']) {
    const { status, stdout, stderr } = program(folder, [path], { input: pod('web') });
    assert.deepEqual([status, stdout], [2, '']);
    assert.ok(
      stderr.includes(
        `"${path}" is not a command or a configuration; to check it: prepare-contrast check ${path}; to write prepared copies: prepare-contrast files ${path} --out FOLDER`,
      ),
      stderr,
    );
  }
  assert.match(
    program(folder, ['./none.yaml'], { input: '' }).stderr,
    /no such file[\s\S]*prepare-contrast check/,
  );
});
