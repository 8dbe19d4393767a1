// Configurations of earlier versions are still valid; test/configurations/README.md explains how they are maintained.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { takeConfigFlags } from '../src/config/flags.ts';
import { loadConfig } from '../src/config/load-config.ts';
import { rules } from '../src/rules/index.ts';
import type { Json } from '../src/util/json.ts';
import { loadYaml } from '../src/yaml/load.ts';
import { foldersIn } from './support/cases.ts';

const FOLDER = new URL('configurations/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, FOLDER), 'utf8');

for (const version of foldersIn(FOLDER.pathname)) {
  for (const file of readdirSync(new URL(version, FOLDER)).sort()) {
    test(`a configuration of version ${version} is still valid: ${file}`, () => {
      const text = read(`${version}/${file}`);
      const { warnings } = file.endsWith('.txt') ? fromFlags(text.trim().split('\n')) : load(loadYaml(text));
      assert.deepEqual(warnings, []);
    });
  }
}

test('the current minor version has its folder, with every way to configure', () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const [major, minor] = version.split('.');
  const files = readdirSync(new URL(`${major}.${minor}`, FOLDER));
  for (const file of ['complete.yaml', 'config-map.yaml', 'flags.txt']) assert.ok(files.includes(file), file);
});

type Sources = Partial<Parameters<typeof loadConfig>[0]>;

function load(document: Json | undefined, sources: Sources = {}): ReturnType<typeof loadConfig> {
  const ruleIds = rules.map(({ id }) => id);
  return loadConfig({ document, ruleIds, parseYaml: loadYaml, assignments: [], problems: [], ...sources });
}

function fromFlags(flags: string[]): ReturnType<typeof loadConfig> {
  const { rest, assignments, problems } = takeConfigFlags(flags);
  assert.deepEqual(rest, []);
  return load(undefined, { assignments, problems });
}
