// What a terminal shows, by its width, with and without colour. UPDATE_EXPECTED=1 rewrites the files; review them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { files, folderWith, PLATFORM, program } from '../files/workspace.ts';
import { assertExpected } from '../support/cases.ts';
import { toolTest } from '../support/tools.ts';
import { atTerminal } from './at-terminal.ts';

const GOLDEN = new URL('golden/', import.meta.url).pathname;
const MANIFESTS = new URL('manifests/', import.meta.url).pathname;
const shop = readFileSync(join(MANIFESTS, 'shop.yaml'), 'utf8');
const odd = readFileSync(join(MANIFESTS, 'odd.yaml'), 'utf8');

/** Name of a golden file → the command line, and what of it is a terminal. */
const CASES: Record<string, { args: string[]; streams: string }> = {
  // The manifests go elsewhere, the summary to the user.
  prepare: { args: [...PLATFORM], streams: 'err' },
  check: { args: ['check', 'shop.yaml', ...PLATFORM], streams: 'out,err' },
  files: { args: ['files', '.', '--dry-run', ...PLATFORM], streams: 'out,err' },
  verbose: { args: ['files', '.', '--dry-run', '-v', ...PLATFORM], streams: 'out,err' },
  explain: { args: ['explain', 'cpu-limit'], streams: 'out,err' },
  diff: { args: ['files', 'shop.yaml', '--diff', '--quiet', ...PLATFORM], streams: 'out,err' },
};

for (const [name, { args, streams }] of Object.entries(CASES)) {
  for (const columns of [60, 80, 200]) {
    for (const colour of [false, true]) {
      const title = `${name}-${columns}${colour ? '-colour' : ''}`;
      toolTest('python3', `at a terminal: ${title}`, () => {
        const cwd = folderWith({ 'shop.yaml': shop, 'odd.yaml': odd, 'broken.yaml': 'kind: [' });
        const { screen } = atTerminal(args, { cwd, columns, streams, input: shop, colour });
        assertExpected(GOLDEN, `${title}.txt`, screen);
        assert.equal(/\^\[/.test(screen), colour);
        if (name === 'diff') return;
        for (const line of screen.replace(/\^\[\[\d*m/g, '').split('\n')) {
          // A word that does not fit beside its indentation is left to the terminal.
          const longest = Math.max(...line.split(' ').map((word) => word.length));
          assert.ok([...line].length <= columns || longest + 11 > columns, `too wide: ${line}`);
        }
      });
    }
  }
}

toolTest('python3', 'the list of rules keeps within the terminal', () => {
  const { screen } = atTerminal(['explain'], { cwd: folderWith({}), columns: 80 });
  assert.match(
    screen,
    /^runtime-class {10}error {4}Run every selected workload under the Contrast\n {32}Runtime/m,
  );
  for (const line of screen.split('\n')) assert.ok(line.length <= 80, line);
});

toolTest('python3', 'a narrow terminal shows the summary of a rule below its name', () => {
  const { screen } = atTerminal(['explain'], { cwd: folderWith({}), columns: 36 });
  assert.match(
    screen,
    /^runtime-class {2}error\n {2}Run every selected workload under\n {2}the Contrast RuntimeClass\.\n/m,
  );
});

test('a page of explain is Markdown where it goes to a file', () => {
  const { stdout } = program(folderWith({}), ['explain', 'cpu-limit']);
  assert.match(
    stdout,
    /^# cpu-limit\n[\s\S]*\n\*\*Why\.\*\* The CPUs of a VM are fixed [^\n]{90,}\n[\s\S]*\n```diff\n/,
  );
});

test('output that is not a terminal gets every change, in lines of any length, without colour', () => {
  const folder = folderWith({ 'shop.yaml': shop });
  const { stderr } = files(folder, 'shop.yaml', '--dry-run');
  assert.match(stderr, /changed {2}spec\.template\.spec\.containers\[0\]\.resources\.requests\.memory: set/);
  assert.ok(stderr.split('\n').some((line) => line.length > 150));
  assert.ok(!stderr.includes('\u001B'));
  assert.doesNotMatch(stderr, /-v shows/);
});

test('names in manifests are shown and not obeyed, terminal or not', () => {
  const { stderr } = program(folderWith({}), PLATFORM, { input: odd });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  assert.doesNotMatch(stderr, /[\x00-\x09\x0B-\x1F\x7F]/);
  assert.match(stderr, /^Pod red\\u001B\[31m$/m);
  assert.doesNotMatch(stderr, /^forged line/m);
});

toolTest('python3', 'the manifests themselves are never coloured', () => {
  const { screen } = atTerminal([...PLATFORM, '--quiet'], {
    cwd: folderWith({}),
    streams: 'err,out',
    input: shop,
    colour: true,
  });
  assert.doesNotMatch(screen, /\^\[/);
  assert.match(screen, /runtimeClassName: contrast-cc/);
});
