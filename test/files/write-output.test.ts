import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { toolTest } from '../support/tools.ts';
import { alone, files, folderWith, pod, program, snapshot } from './workspace.ts';

const LIST = '.prepare-contrast-files';

test('copies are prepared, everything else is copied, and the originals stay', () => {
  const folder = folderWith({
    'shop/web.yaml': pod('web'),
    'shop/deep/er/api.yml': pod('api'),
    'shop/service.json': '{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}}',
    'shop/README.md': '# Shop {{ not a template }}\n',
    'shop/patch.yaml': '- op: add\n  path: /spec\n',
    'shop/.git/config': 'secret',
    'shop/.hidden.yaml': 'kind: [',
  });
  const before = snapshot(folder);
  const { status, stderr } = files(folder, 'shop', '--out', 'out');
  assert.equal(status, 0, stderr);
  assert.match(stderr, /wrote to out: 2 prepared files, 1 without changes, 2 other files\n$/);
  const out = snapshot(join(folder, 'out'));
  delete out[LIST];
  assert.deepEqual(out, {
    'README.md': before['shop/README.md'],
    'deep/er/api.yml': alone(pod('api')),
    'patch.yaml': before['shop/patch.yaml'],
    'service.json': before['shop/service.json'],
    'web.yaml': alone(pod('web')),
  });
  for (const [name, content] of Object.entries(before)) assert.equal(snapshot(folder)[name], content, name);
});

test('what one file says holds for the others, and findings name their file', () => {
  const folder = folderWith({
    'web.yaml': pod('web'),
    'limits.yaml':
      'apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: shop}\nspec: {limits: [{type: Container, max: {memory: 32Mi}}]}\n',
  });
  const { status, stderr } = files(folder, '.', '--dry-run');
  assert.equal(status, 1);
  assert.match(stderr, /^Pod shop\/web {2}web\.yaml$/m);
  assert.match(stderr, /error .*32Mi.*\[limit-range\]/);
});

test('modes and links are preserved', () => {
  const folder = folderWith({ 'a/web.yaml': pod('web'), 'a/run.sh': 'true\n', 'a/closed/b.yaml': pod('b') });
  chmodSync(join(folder, 'a/run.sh'), 0o755);
  chmodSync(join(folder, 'a/web.yaml'), 0o600);
  chmodSync(join(folder, 'a/closed'), 0o555);
  symlinkSync('../web.yaml', join(folder, 'a/link.yaml'));
  symlinkSync('closed', join(folder, 'a/folder'));
  writeFileSync(join(folder, 'web.yaml'), pod('outside'));
  const { status, stderr } = files(folder, 'a', '--out', 'out');
  assert.equal(status, 1);
  assert.match(
    stderr,
    /left out {2}a\/link\.yaml: is a symbolic link to \.\.\/web\.yaml, which is not part of this run/,
  );
  const mode = (path: string) => statSync(join(folder, 'out', path)).mode & 0o777;
  assert.deepEqual(['run.sh', 'web.yaml', 'closed', 'closed/b.yaml'].map(mode), [0o755, 0o600, 0o555, 0o644]);
  const out = snapshot(join(folder, 'out'));
  assert.equal(out.folder, '-> closed');
  assert.equal('link.yaml' in out, false);
  chmodSync(join(folder, 'out/closed'), 0o755);
  chmodSync(join(folder, 'a/closed'), 0o755);
});

test('links in a circle, and names that are not UTF-8, are reported and left out', () => {
  const folder = folderWith({ 'm/web.yaml': pod('web') });
  symlinkSync('two.yaml', join(folder, 'm/one.yaml'));
  symlinkSync('one.yaml', join(folder, 'm/two.yaml'));
  symlinkSync('.', join(folder, 'm/self'));
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/m/b`), Buffer.from([0xff]), Buffer.from('.yaml')]), '');
  const { status, stderr } = files(folder, 'm', '--out', 'out');
  assert.equal(status, 1);
  assert.match(
    stderr,
    /m\/one\.yaml: is a symbolic link to two\.yaml, which does not exist or leads back to it/,
  );
  assert.match(stderr, /m\/self: is a symbolic link to \., which is not part of this run/);
  assert.match(stderr, /m\/b\uFFFD\.yaml: has a name that is not valid UTF-8; rename it/);
  assert.deepEqual(Object.keys(snapshot(join(folder, 'out'))), [LIST, 'web.yaml']);
});

test('objects of this program are not part of the copies', () => {
  const sizes = `apiVersion: prepare-contrast.dev/v1alpha1
kind: ImageSizes
metadata: {name: sizes}
spec: {images: [{image: "web:1", compressed: 50Mi}]}
`;
  const configuration = `apiVersion: prepare-contrast.dev/v1alpha1
kind: PrepareContrast
metadata: {name: c}
spec: {platform: Metal-QEMU-SNP}
`;
  const report = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'Report', results: [] };
  const service = 'apiVersion: v1 # not prepare-contrast.dev/v1\nkind: Service\nmetadata: {name: s}\n';
  const folder = folderWith({
    'm/web.yaml': pod('web'),
    'm/sizes.yaml': sizes,
    'm/c.yaml': configuration,
    'm/report.json': JSON.stringify(report, null, 2),
    'm/service.yaml': service,
  });
  const { status, stderr } = program(folder, ['files', 'm', '--config', 'm/c.yaml', '--out', 'out']);
  assert.equal(status, 0, stderr);
  assert.match(stderr, /wrote to out: 1 prepared file, 1 without changes, 0 other files\n$/);
  const out = snapshot(join(folder, 'out'));
  assert.deepEqual(Object.keys(out), [LIST, 'service.yaml', 'web.yaml']);
  assert.match(out['web.yaml']!, /memory: 500Mi/);
});

test('what patterns name is left out', () => {
  const folder = folderWith({
    'm/web.yaml': pod('web'),
    'm/old/web.yaml': pod('old'),
    'm/test/deep/a.yaml': pod('a'),
    'm/b/.krmignore': '# kpt knows it too\n*.tmp.yaml\n!kept.tmp.yaml\n',
    'm/b/x.tmp.yaml': 'kind: [',
    'm/b/kept.tmp.yaml': pod('kept'),
    'm/b/[x].yaml': pod('x'),
  });
  const { status } = files(
    folder,
    'm',
    '--out',
    'out',
    '--ignore',
    '/old',
    '--ignore',
    'test/**',
    '--ignore',
    'b/[[]x*',
  );
  assert.equal(status, 0);
  const names = Object.keys(snapshot(join(folder, 'out'))).filter((name) => name !== LIST);
  assert.deepEqual(names, ['b/kept.tmp.yaml', 'web.yaml']);
});

test('several paths go under their own names, and two of one name are refused', () => {
  const folder = folderWith({ 'a/x.yaml': pod('x'), 'b/x.yaml': pod('w'), 'x.yaml': pod('z') });
  assert.equal(files(folder, 'a', 'x.yaml', '--out', 'out').status, 0);
  assert.deepEqual(Object.keys(snapshot(join(folder, 'out'))), [LIST, 'a/x.yaml', 'x.yaml']);
  const { status, stderr } = files(folder, 'a/x.yaml', 'b/x.yaml', '--out', 'other');
  assert.equal(status, 2);
  assert.match(stderr, /a\/x\.yaml and b\/x\.yaml would both be written as x\.yaml/);
  // Where nothing is copied they are not in each other's way.
  assert.equal(files(folder, 'a/x.yaml', 'b/x.yaml', '--in-place').status, 0);
  assert.equal(readFileSync(join(folder, 'b/x.yaml'), 'utf8'), alone(pod('w')));
});

test('--no-backup keeps no originals', () => {
  const folder = folderWith({ 'web.yaml': pod('web') });
  const { status, stderr } = files(folder, '.', '--in-place', '--no-backup');
  assert.equal(status, 0);
  assert.deepEqual(snapshot(folder), { 'web.yaml': alone(pod('web')) });
  assert.match(stderr, /changed 1 file in place, 0 unchanged$/m);
});

test('charts and kustomizations are left out, with the command for them', () => {
  const folder = folderWith({
    'm/web.yaml': pod('web'),
    'm/my chart/Chart.yaml': 'name: c\n',
    'm/my chart/templates/a.yaml': 'name: {{ .Values.a }}-x\n',
    'm/base/kustomization.yaml': 'resources: [a.yaml]\n',
    'm/base/a.yaml': pod('a'),
  });
  const { status, stderr } = files(folder, 'm', '--out', 'out');
  assert.equal(status, 1);
  assert.match(
    stderr,
    /m\/my chart: is a Helm chart.*: helm template NAME 'm\/my chart' \| prepare-contrast post-render --platform Metal-QEMU-SNP > prepared\.yaml/,
  );
  assert.match(
    stderr,
    /m\/base: is a kustomization.*: kustomize build m\/base \| prepare-contrast --platform Metal-QEMU-SNP > prepared\.yaml/,
  );
  assert.deepEqual(Object.keys(snapshot(join(folder, 'out'))), [LIST, 'web.yaml']);
  const only = files(folder, 'm/base', '--out', 'other');
  assert.equal(only.status, 2);
  assert.match(only.stderr, /m\/base: is a kustomization/);
  assert.equal(existsSync(join(folder, 'other')), false);
});

const REFUSED: [title: string, args: string[], message: RegExp][] = [
  ['inside the input', ['m', '--out', 'm/out'], /--out m\/out: is inside m; choose a folder outside it/],
  ['the input itself', ['m', '--out', 'm/../m'], /is m; use --in-place to change the files themselves/],
  ['around the input', ['m', '--out', '.'], /--out \.: contains the originals, m/],
  ['inside by way of a link', ['m', '--out', 'link/out'], /is inside m/],
  [
    'with files of others',
    ['m', '--out', 'full'],
    /contains files that are not from an earlier run \(a\.yaml, b, c\/d and 1 more\)/,
  ],
  ['a file', ['m', '--out', 'file'], /--out file: is not a folder/],
  [
    'a report among the copies',
    ['m', '--out', 'o', '--report-file', 'o/deep/r.html'],
    /--report-file o\/deep\/r\.html: is inside --out o; choose a path outside it/,
  ],
  ['a file twice', ['m', 'm/web.yaml', '--in-place'], /m\/web\.yaml is named twice; name it once/],
  [
    'a file twice, once by a link',
    ['m', 'link', '--in-place'],
    /link\/web\.yaml is named twice, also as m\/web\.yaml/,
  ],
  ['no destination', ['m'], /choose a destination: --out FOLDER/],
  ['two destinations', ['m', '--out', 'o', '--in-place'], /mutually exclusive/],
  ['no backup of a copy', ['m', '--out', 'o', '--no-backup'], /--no-backup needs --in-place/],
  ['a diff that writes', ['m', '--out', 'o', '--diff'], /--diff writes no files; remove --out/],
  ['no path', ['--out', 'o'], /name the files and folders to prepare/],
  ['stdin', ['-', '--out', 'o'], /pipe a stream into prepare-contrast without a command/],
  ['a path that is not there', ['nowhere', '--out', 'o'], /nowhere cannot be read: no such file or folder/],
  ['a folder without manifests', ['empty', '--out', 'o'], /no manifest to prepare in empty/],
  ['a wrong configuration', ['m', '--out', 'o', '--overhead', 'much'], /overhead.*much/],
];

for (const [title, args, message] of REFUSED) {
  test(`refused, with nothing written: ${title}`, () => {
    const folder = folderWith({
      'm/web.yaml': pod('web'),
      'full/a.yaml': '',
      'full/b': '',
      'full/c/d': '',
      'full/e': '',
      'empty/notes.txt': '',
      file: '',
    });
    symlinkSync('m', join(folder, 'link'));
    const before = snapshot(folder);
    const { status, stdout, stderr } = files(folder, ...args);
    assert.deepEqual([status, stdout], [2, '']);
    assert.match(stderr, message);
    assert.deepEqual(snapshot(folder), before);
  });
}

test('another run rewrites the folder and removes files that no longer exist', () => {
  const folder = folderWith({ 'm/web.yaml': pod('web'), 'm/old/gone.yaml': pod('gone') });
  assert.equal(files(folder, 'm', '--out', 'out').status, 0);
  // contrast generate writes into the prepared files.
  writeFileSync(join(folder, 'out/web.yaml'), 'changed: since\n');
  const next = folderWith({ 'm/web.yaml': pod('web') });
  const { status, stderr } = files(folder, join(next, 'm'), '--out', 'out');
  assert.equal(status, 0, stderr);
  assert.deepEqual(Object.keys(snapshot(join(folder, 'out'))), [LIST, 'web.yaml']);
  assert.equal(readFileSync(join(folder, 'out/web.yaml'), 'utf8'), alone(pod('web')));
  assert.equal(existsSync(join(folder, 'out/old')), false);
  mkdirSync(join(folder, 'out/mine'));
  writeFileSync(join(folder, 'out/mine/notes'), '');
  assert.match(files(folder, 'm', '--out', 'out').stderr, /not from an earlier run \(mine\/notes\)/);
});

/** What is below `m` in one run and in the next, as entries of `folderWith`; `-> x` is a link. */
const TURNS: [title: string, first: Record<string, string>, second: Record<string, string>][] = [
  [
    'a link to a folder becomes a folder',
    { 'sub/a.yaml': pod('sub'), link: '-> sub' },
    { 'sub/a.yaml': pod('sub'), 'link/a.yaml': pod('own') },
  ],
  ['a folder becomes a file', { 'x.yaml/a.yaml': pod('x') }, { 'x.yaml': pod('x') }],
  ['a file becomes a folder', { 'x.yaml': pod('x') }, { 'x.yaml/deep/a.yaml': pod('x') }],
  [
    'a folder becomes a link',
    { 'a/x.yaml': pod('x'), 'b/x.yaml': pod('w') },
    { 'a/x.yaml': pod('x'), b: '-> a' },
  ],
];

for (const [title, ...turns] of TURNS) {
  test(`a further run where ${title}: nothing is written through it and no file is left`, () => {
    const folder = folderWith({});
    for (const entries of turns) {
      const fresh = folderWith({});
      for (const [name, content] of Object.entries(entries)) {
        mkdirSync(dirname(join(fresh, 'm', name)), { recursive: true });
        if (content.startsWith('-> ')) symlinkSync(content.slice(3), join(fresh, 'm', name));
        else writeFileSync(join(fresh, 'm', name), content);
      }
      const { status, stderr } = files(folder, join(fresh, 'm'), '--out', 'out');
      assert.equal(status, 0, stderr);
      const out = snapshot(join(folder, 'out'));
      delete out[LIST];
      const expected = Object.entries(entries).map(([name, content]) => [
        name,
        content.startsWith('-> ') ? content : alone(content),
      ]);
      assert.deepEqual(out, Object.fromEntries(expected));
    }
  });
}

test('in place: changed files keep what they were beside them, the others stay', () => {
  const folder = folderWith({ 'web.yaml': pod('web'), 'done.yaml': alone(pod('done')), 'notes.txt': 'x' });
  chmodSync(join(folder, 'web.yaml'), 0o640);
  const first = files(folder, '.', '--in-place');
  assert.equal(first.status, 0, first.stderr);
  assert.match(first.stderr, /changed 1 file in place, 1 unchanged; the originals are kept as FILE\.orig/);
  assert.deepEqual(snapshot(folder), {
    'done.yaml': alone(pod('done')),
    'notes.txt': 'x',
    'web.yaml': alone(pod('web')),
    'web.yaml.orig': pod('web'),
  });
  assert.equal(statSync(join(folder, 'web.yaml')).mode & 0o777, 0o640);
  assert.equal(statSync(join(folder, 'web.yaml.orig')).mode & 0o777, 0o640);
  // An earlier backup is never written over.
  writeFileSync(join(folder, 'web.yaml'), pod('other'));
  assert.equal(files(folder, 'web.yaml', '--in-place').status, 0);
  const after = snapshot(folder);
  assert.deepEqual([after['web.yaml.orig'], after['web.yaml.orig.2']], [pod('web'), pod('other')]);
});

test('in place: files stay with their owner, linked ones are changed where they are, and hard links come apart whole', () => {
  const isRoot = process.getuid?.() === 0;
  const folder = folderWith({ 'a/web.yaml': pod('web'), 'a/real.yaml': pod('real') });
  if (isRoot) chownSync(join(folder, 'a/web.yaml'), 65534, 65534);
  linkSync(join(folder, 'a/web.yaml'), join(folder, 'second.yaml'));
  symlinkSync('a/real.yaml', join(folder, 'link.yaml'));
  const { status, stderr } = files(folder, 'a/web.yaml', 'link.yaml', '--in-place');
  assert.equal(status, 0, stderr);
  const { uid, gid } = statSync(join(folder, 'a/web.yaml'));
  if (isRoot) assert.deepEqual([uid, gid], [65534, 65534]);
  assert.deepEqual(snapshot(folder), {
    'a/real.yaml': alone(pod('real')),
    'a/real.yaml.orig': pod('real'),
    'a/web.yaml': alone(pod('web')),
    'a/web.yaml.orig': pod('web'),
    'link.yaml': '-> a/real.yaml',
    'second.yaml': pod('web'),
  });
});

test('a dry run does everything but writing', () => {
  const folder = folderWith({ 'm/web.yaml': pod('web'), 'm/notes.txt': 'x' });
  const before = snapshot(folder);
  for (const where of [[], ['--out', 'out'], ['--in-place']]) {
    const { status, stderr } = files(folder, 'm', '--dry-run', ...where);
    assert.equal(status, 0);
    assert.match(stderr, /^changed {3}m\/web\.yaml$/m);
    assert.match(stderr, /would (change|write)/);
    assert.deepEqual(snapshot(folder), before);
  }
});

test('quiet says nothing but what is wrong', () => {
  const folder = folderWith({ 'web.yaml': pod('web'), 'bad.yaml': 'kind: [' });
  assert.equal(
    program(folder, ['files', 'web.yaml', '--out', 'out', '--quiet', '--platform', 'Metal-QEMU-SNP']).stderr,
    '',
  );
  assert.match(
    files(folder, 'bad.yaml', 'web.yaml', '--out', 'out', '--quiet').stderr,
    /^left out {2}bad\.yaml: .*\nprepare-contrast: not ready: 1 warning in Pod shop\/web, 1 unprepared file; run without --quiet to see them\n$/,
  );
});

/** Files below m → the exit code and what stdout is, as diff has them. */
const DIFFS: [title: string, files: Record<string, string>, status: number, stdout: RegExp][] = [
  [
    'changes',
    { 'm/web.yaml': pod('web') },
    1,
    /^--- a\/m\/web\.yaml\n\+\+\+ b\/m\/web\.yaml\n@@ -4,9 \+4,12 @@\n/,
  ],
  ['no changes', { 'm/web.yaml': alone(pod('web')), 'm/notes.txt': '' }, 0, /^$/],
  ['trouble', { 'm/web.yaml': pod('web'), 'm/bad.yaml': 'kind: [' }, 2, /^--- a\/m\/web\.yaml\n/],
];

for (const [title, content, status, stdout] of DIFFS) {
  test(`a diff exits as diff does: ${title}`, () => {
    const folder = folderWith(content);
    const ran = files(folder, 'm', '--diff');
    assert.equal(ran.status, status, ran.stderr);
    assert.match(ran.stdout, stdout);
    assert.deepEqual(snapshot(folder), content);
  });
}

toolTest('git', 'a diff can be applied in any folder of a repository', () => {
  const folder = folderWith({ 'deep/m/web.yaml': pod('web') });
  const git = (cwd: string, args: string[], input = '') =>
    spawnSync('git', args, { cwd, input, encoding: 'utf8' });
  git(folder, ['init', '-q']);
  for (const cwd of [folder, join(folder, 'deep'), join(folder, 'deep/m')]) {
    writeFileSync(join(folder, 'deep/m/web.yaml'), pod('web'));
    const path = relative(cwd, join(folder, 'deep/m/web.yaml'));
    const { status, stderr } = git(cwd, ['apply', '-'], files(cwd, path, '--diff').stdout);
    assert.equal(status, 0, stderr);
    assert.equal(readFileSync(join(folder, 'deep/m/web.yaml'), 'utf8'), alone(pod('web')));
  }
});
