// Several files go through one run, and each comes out by itself, to the byte.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { run } from '../../src/engine/run.ts';
import { asInFile, concatenateFiles, type PreparedFile } from '../../src/files/concatenate.ts';
import { prepareAsOneStream } from '../../src/files/prepare-files.ts';
import { unifiedDiff } from '../../src/files/unified-diff.ts';
import { linesOf } from '../../src/yaml/carriage-returns.ts';
import { toolTest } from '../support/tools.ts';
import { folderWith, pod, snapshot } from './workspace.ts';

const CONFIGURATION = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};

function together(contents: readonly string[]): PreparedFile[] {
  const files = contents.map((content, index) => {
    const { text, ...kind } = linesOf(content);
    return { file: `${index}.yaml`, content: text, ...kind };
  });
  return prepareAsOneStream(files, { configuration: CONFIGURATION }).files.map(asInFile);
}

/** Text that may be in and around a file of manifests. */
const DECORATIONS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `\uFEFF${text}`,
  (text) => text.replaceAll('\n', '\r\n'),
  (text) => text.replaceAll('\n', '\r'),
  (text) => `\uFEFF${text}`.replaceAll('\n', '\r').replace(/\r$/, ''),
  (text) => text.replace(/\n$/, ''),
  (text) => text.replaceAll('\n', '\r\n').replace(/\r\n$/, ''),
  (text) => `---\n${text}---\n`,
  (text) => `%YAML 1.2\n---\n${text}...\n`,
  (text) => `${text}...\n# the end`,
  (text) => `\n\n# first\n${text}\n\n\n`,
  (text) =>
    `${text}---\nkind: ConfigMap\napiVersion: v1\nmetadata: {name: c}\ndata:\n  text: |+\n    kept\n\n\n`,
  (text) =>
    JSON.stringify({
      kind: 'Pod',
      apiVersion: 'v1',
      metadata: { name: text.length },
      spec: { containers: [] },
    }),
  () => '',
  () => '# nothing but words\n',
  () => '---\n---\n',
];

const contents = fc.array(
  fc
    .tuple(fc.nat({ max: 99 }), fc.constantFrom(...DECORATIONS), fc.boolean())
    .map(([number, decorate, isDone]) => {
      const manifest = pod(`pod-${number}`, `namespace-${number}`);
      return decorate(isDone ? run(manifest, { configuration: CONFIGURATION }).output : manifest);
    }),
  { minLength: 1, maxLength: 6 },
);

test('each file has the same result as alone, regardless of the other files', () => {
  fc.assert(
    fc.property(contents, (all) => {
      const files = together(all);
      assert.deepEqual(
        files.map(({ content }) => content),
        all,
      );
      for (const { content, prepared } of files) {
        // A run over one file has a note in place of nothing.
        if (content.trim() === '') assert.equal(prepared, content);
        else {
          const { output } = run(content, { configuration: CONFIGURATION, allowEmpty: true });
          assert.equal(prepared, output);
        }
        assert.equal(prepared.startsWith('\uFEFF'), content.startsWith('\uFEFF'));
        assert.equal(/[\r\n]$/.test(prepared), /[\r\n]$/.test(content));
        if (!content.includes('\n')) assert.doesNotMatch(prepared, /\n/);
        if (/\r\n/.test(content)) assert.doesNotMatch(prepared, /(?<!\r)\n/);
      }
    }),
  );
});

test('the line between two files belongs to neither', () => {
  const { text, sources } = concatenateFiles([
    { file: 'a', content: '\uFEFFa: 1' },
    { file: 'b', content: '' },
    { file: 'c', content: 'c: 1\r\nd: 2' },
  ]);
  assert.deepEqual(
    sources.map(({ start, end }) => text.slice(start, end)),
    ['a: 1\n', '', 'c: 1\r\nd: 2\r\n'],
  );
});

test('a broken file is left out, and the others are prepared as if it were not there', () => {
  const broken = [
    'kind: [',
    'a: 1\nb: {{ .Values.x }}-y\n',
    `kind: Pod\n<<: *none\napiVersion: v1\n`,
    '- 1\n---\nkind: Pod\napiVersion: v1\n',
  ];
  const all = broken.flatMap((content, index) => [pod(`p${index}`), content]);
  const files = all.map((content, index) => ({ file: `${index}.yaml`, content }));
  const answer = prepareAsOneStream(files, { configuration: CONFIGURATION });
  assert.deepEqual(
    answer.broken.map(({ path }) => path),
    ['1.yaml', '3.yaml', '5.yaml', '7.yaml'],
  );
  assert.match(answer.broken[1]!.message, /^line 2, .*looks like a template: render it first/);
  const expected = together(broken.map((_, index) => pod(`p${index}`)));
  assert.deepEqual(
    answer.files.map(({ prepared }) => prepared),
    expected.map(({ prepared }) => prepared),
  );
});

test('a ResourceList is not a file of manifests', () => {
  const content = 'apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems: []\n';
  const { broken } = prepareAsOneStream([{ file: 'l.yaml', content }], { configuration: CONFIGURATION });
  assert.match(broken[0]!.message, /is a ResourceList, the input of a KRM function/);
});

/** Streams of the golden cases: every way in which an edit changes text. */
function goldenStreams(): string[] {
  return ['../golden', '../rules'].flatMap((folder) => {
    const root = new URL(`${folder}/`, import.meta.url).pathname;
    return readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('input.yaml'))
      .map((path) => readFileSync(join(root, path), 'utf8'))
      .filter((text) => !/ResourceList/.test(text));
  });
}

const MARKER = /^(?:---|\.\.\.)/m;

toolTest('git', 'what --diff says is what git apply does, on every kind of edit', () => {
  const decorated = [
    ...DECORATIONS.map((decorate) => decorate(pod('web'))),
    ...goldenStreams().flatMap((text) => [text, text.trimEnd(), text.replaceAll('\n', '\r\n')]),
    ...goldenStreams().flatMap((text) => (MARKER.test(text) ? [] : text.replaceAll('\n', '\r'))),
  ];
  // Each alone: the facts of one golden case are not those of another, and some are not to be read at all.
  const files = decorated.flatMap((content, index) =>
    together([content]).map((file) => ({ ...file, file: `sub folder/ä ${index}.yaml` })),
  );
  assert.ok(files.filter(({ changes }) => changes.length > 0).length > 500);
  const patch = files.map((file) => unifiedDiff(file.file, file)).join('');
  const folder = folderWith(Object.fromEntries(files.map(({ file, content }) => [file, content])));
  const git = (...args: string[]) =>
    spawnSync('git', ['-c', 'core.autocrlf=false', ...args], { cwd: folder, input: patch, encoding: 'utf8' });
  const { status, stderr } = git('apply', '--whitespace=nowarn', '-');
  assert.equal(status, 0, stderr);
  const expected = Object.fromEntries(files.map(({ file, prepared }) => [file, prepared]));
  assert.deepEqual(snapshot(folder), expected);
  assert.equal(git('apply', '--whitespace=nowarn', '--reverse', '-').status, 0);
  assert.deepEqual(snapshot(folder), Object.fromEntries(files.map(({ file, content }) => [file, content])));
});

test('a terminal is shown what it must not obey, and a program gets every character', () => {
  const hidden = pod('web').replace('# keep me', '#\tkeep \u202Eem\u009B31m\r');
  const [file] = together([hidden]);
  assert.match(unifiedDiff('web.yaml', file!), /^ {3}#\tkeep \u202Eem\u009B31m\r$/m);
  assert.match(unifiedDiff('web.yaml', file!, { onTerminal: true }), /^ {3}#\tkeep \\u202Eem\\u009B31m$/m);
});
