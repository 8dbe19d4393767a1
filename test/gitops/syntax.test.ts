import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadAll } from 'js-yaml';
import { root } from '../hosts/programs.ts';

const folder = join(root, 'examples');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(\.ya?ml|Kptfile)$/.test(path))
  // templates of a chart are none before Helm has rendered them
  .filter((path) => !path.includes('chart/templates'));

test('every YAML file of the examples can be read', () => {
  assert.ok(files.length > 30);
  for (const path of files) {
    assert.doesNotThrow(() => loadAll(readFileSync(join(folder, path), 'utf8')), path);
  }
});

test('every example is named in the README of the examples', () => {
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const examples = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of examples) assert.match(readme, new RegExp(`\\(${name}[/)]`), name);
});

test('what READMEs of the examples link to is there', () => {
  const readmes = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('README.md'),
  );
  for (const readme of readmes) {
    for (const [, target] of readFileSync(join(folder, readme), 'utf8').matchAll(/\]\(([^)#:]+)\)/g))
      assert.doesNotThrow(
        () => readFileOrFolder(join(folder, readme, '..', target!)),
        `${readme}: ${target}`,
      );
  }
});

function readFileOrFolder(path: string): void {
  try {
    readdirSync(path);
  } catch {
    readFileSync(path);
  }
}
