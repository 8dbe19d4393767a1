import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, test } from 'node:test';
import { rules } from '../src/rules/index.ts';
import { checkCase, foldersIn } from './support/cases.ts';

const FOLDER = new URL('rules/', import.meta.url).pathname;
const SOURCES = new URL('../src/rules/', import.meta.url).pathname;

/** Every rule alone, on the cases in its folder. */
for (const rule of rules) {
  describe(`rule ${rule.id}`, () => {
    const folder = join(FOLDER, rule.id);
    for (const name of existsSync(folder) ? foldersIn(folder) : []) {
      test(name, () => {
        const { results } = checkCase(join(folder, name), [rule]);
        const own = results.filter((result) => result.rule === rule.id);
        if (/^passes\b/.test(name)) assert.deepEqual(own, []);
        else assert.notDeepEqual(own, []);
      });
    }

    test('has a case that passes and an example', () => {
      for (const name of ['passes', 'example'])
        assert.ok(existsSync(join(folder, name, 'input.yaml')), `${folder}/${name}/input.yaml`);
    });

    test('says what, why, and where it comes from', () => {
      assert.match(rule.id, /^[a-z]+(-[a-z]+)*$/);
      for (const text of [rule.summary, rule.rationale, rule.source])
        assert.ok(text.length > 10, `${text} is too short`);
      assert.match(rule.summary, /^[A-Z].*\.$/);
    });
  });
}

test('no folder without a rule', () => {
  assert.deepEqual(
    foldersIn(FOLDER).filter((name) => !rules.some(({ id }) => id === name)),
    [],
  );
});

/** A rule that is missing in the list never runs, and nothing else would notice. */
describe('every file that defines a rule is in src/rules/index.ts', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => path.endsWith('.ts') && /\bdefineRule\(\{/.test(readFileSync(join(SOURCES, path), 'utf8')),
    )
    .sort();
  for (const path of files) {
    test(path, async () => {
      const id = basename(path) === 'index.ts' ? basename(dirname(path)) : basename(path, '.ts');
      const exported = Object.values((await import(join(SOURCES, path))) as object);
      const own = rules.filter((rule) => exported.includes(rule));
      assert.deepEqual(
        own.map((rule) => rule.id),
        [id],
        `add the rule ${id} to src/rules/index.ts`,
      );
    });
  }

  test('one file for each rule', () => assert.equal(files.length, rules.length));
});
