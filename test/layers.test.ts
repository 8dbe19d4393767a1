import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** The folders of src/ in the order of docs/design.md: each imports only from itself and the folders before it. */
const LAYERS = [
  'generated',
  'util',
  'yaml',
  'manifest',
  'kubernetes',
  'contrast',
  'config',
  'rules',
  'engine',
  'report',
  'compare',
  'policy',
  'contrast-generate',
  'files',
  'http',
  'image-sizes',
  'memory-usage',
  'cli',
];
const ENTRIES = ['index.ts', 'kpt.ts', 'main.ts', 'start.ts'];

const source = fileURLToPath(new URL('../src/', import.meta.url));
const files = (readdirSync(source, { recursive: true }) as string[])
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'));
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** The files of src/ that a file imports, types included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const specifiers = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g);
  return [...specifiers]
    .map(([, specifier]) => join(dirname(file), specifier!))
    .filter((path) => !path.startsWith('..'));
}

const layerOf = (path: string) => (path.includes('/') ? LAYERS.indexOf(path.split('/')[0]!) : LAYERS.length);

test('only entry points lie directly in src, and every folder is a known layer', () => {
  assert.deepEqual(files.filter((file) => !file.includes('/')).sort(), ENTRIES);
  assert.deepEqual(
    files.filter((file) => layerOf(file) === -1),
    [],
  );
});

test('every folder imports only from the layers before it', () => {
  const upward = [...imports].flatMap(([file, targets]) =>
    targets
      .filter((target) => layerOf(target) > layerOf(file))
      .map((target) => `src/${file} imports src/${target}`),
  );
  assert.deepEqual(upward, []);
});

test('no file imports itself through others, not even for types', () => {
  assert.deepEqual(cycles(), []);
});

test('the design document shows the layers in this order', () => {
  const design = readFileSync(join(source, '../docs/design.md'), 'utf8');
  const named = [...design.matchAll(/^\| `src\/([\w-]+)\/` \|/gm)].map(([, name]) => name);
  assert.deepEqual(named, LAYERS);
});

/** The import cycles of src/, each as one path through its files. */
function cycles(): string[] {
  const finished = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, path: string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) found.push([...path.slice(start), file].join(' -> '));
    if (start !== -1 || finished.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  return found;
}

test('the tests of a file are found by its path', () => {
  const root = fileURLToPath(new URL('./', import.meta.url));
  const list = readFileSync(join(root, 'README.md'), 'utf8');
  const suites = new Set([...list.matchAll(/^\| `([\w./-]+)` \|/gm)].map(([, name]) => name!));
  const mirrored = new Set([...files.flatMap(targets), ...scriptTargets()]);
  const strays = (readdirSync(root, { recursive: true }) as string[])
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.test.ts'))
    .filter((path) => !suites.has(path.split('/')[0]!) && !mirrored.has(path));
  assert.deepEqual(strays, []);
});

/** Where the tests of a source file may lie: at its own path, or at that of its folder. */
function targets(file: string): string[] {
  const folder = dirname(file);
  const ofFolder = folder === '.' ? [] : [`${folder}/${folder.split('/').at(-1)}.test.ts`];
  return [file.replace(/\.[jt]s$/, '.test.ts'), ...ofFolder];
}

function scriptTargets(): string[] {
  const root = join(source, '..');
  return ['scripts', 'playground'].flatMap((folder) =>
    (readdirSync(join(root, folder), { recursive: true }) as string[])
      .map((path) => relative(root, join(root, folder, path)).replaceAll('\\', '/'))
      .map((path) => path.replace(/\.m?[jt]s$/, '.test.ts')),
  );
}
