import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { help } from '../../src/cli/help.ts';
import { COMMANDS, FLAGS } from '../../src/cli/parse-args.ts';
import { commandUsages, flagUsages } from '../../src/cli/usage.ts';
import { kebabName } from '../../src/config/assignments.ts';
import { fields } from '../../src/generated/fields.ts';
import { program } from '../files/workspace.ts';
import { assertError } from '../support/assert-error.ts';
import { toolTest } from '../support/tools.ts';

const PAGE = new URL('../../docs/prepare-contrast.1', import.meta.url).pathname;

/** Bold for a terminal that cannot show it. */
const OVERSTRIKE = new RegExp(`.${String.fromCharCode(8)}`, 'g');

test('every command and every flag is documented once', () => {
  const documented = commandUsages.map(({ command }) => command);
  assert.deepEqual([...documented, 'help', 'version'].sort(), Object.keys(COMMANDS).sort());
  assert.deepEqual(flagUsages.map(({ flag }) => flag).sort(), Object.keys(FLAGS).sort());
  for (const [flag, kind] of Object.entries(FLAGS)) {
    const usage = flagUsages.find((one) => one.flag === flag)!;
    assert.equal(usage.value !== undefined, kind === 'value', flag);
  }
});

test('help fits on one screen of 40 lines and 80 columns', () => {
  for (const topic of [undefined, ...commandUsages.map(({ command }) => command)]) {
    const lines = help(topic).trimEnd().split('\n');
    assert.ok(lines.length <= 40, `${topic}: ${lines.length} lines`);
    for (const line of lines) assert.ok([...line].length <= 80, line);
  }
});

test('after a command --help shows its usage, an example, settings, options and exit codes', () => {
  const { stdout } = program('.', ['check', 'm', '--help']);
  assert.match(stdout, /^Usage: prepare-contrast check \[PATH… \| -\] \[options\]\n/);
  for (const part of ['\nExample:\n', '--platform NAME ', 'help settings', '\nExit codes:\n'])
    assert.ok(stdout.includes(part), part);
  const options = stdout.slice(stdout.indexOf('\nOptions:'));
  const shown = [...options.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, flag]) => flag);
  assert.deepEqual(shown.sort(), [...COMMANDS.check.flags].sort());
  for (const line of [['--help'], ['nonsense', '-h']])
    assert.match(program('.', line).stdout, /^prepare-contrast \S+\n[\s\S]*\nExit codes:/);
});

test('help settings shows every setting as a flag', () => {
  const { stdout, status } = program('.', ['help', 'settings']);
  assert.equal(status, 0);
  for (const field of fields)
    assert.match(stdout, new RegExp(`^ {2}--${kebabName(field)}$|^ {2}--${kebabName(field)} `, 'm'));
});

test('flags that mean something else in a command have a text for it, which its help shows', () => {
  const textFor = flagUsages.flatMap((usage) => Object.entries(usage.textFor ?? {}));
  assert.notEqual(textFor.length, 0);
  for (const [command, text] of textFor) assert.ok(help(command).replace(/\s+/g, ' ').includes(text), text);
});

test('help with a command is the same as --help after it', () => {
  const asked = program('.', ['help', 'files']);
  assert.equal(asked.status, 0, asked.stderr);
  assert.equal(asked.stdout, program('.', ['files', '--help']).stdout);
  assert.equal(program('.', ['help']).stdout, program('.', ['--help']).stdout);
  const wrong = program('.', ['help', 'flies']);
  assert.equal(wrong.status, 2);
  assertError(wrong.stderr, 'usage-unknown-command', 'files');
  assertError(program('.', ['help', 'files', 'm']).stderr, 'usage-unexpected-argument', '"m"');
});

toolTest('mandoc', 'the manual page has no fault, and shows every flag', () => {
  const lint = spawnSync('mandoc', ['-T', 'lint', '-W', 'warning', PAGE], { encoding: 'utf8' });
  assert.equal(lint.stdout.replace(/.*missing date.*\n?/g, ''), '');
  const shown = spawnSync('mandoc', ['-T', 'ascii', PAGE], { encoding: 'utf8' }).stdout.replaceAll(
    OVERSTRIKE,
    '',
  );
  for (const { flag } of flagUsages) assert.ok(shown.includes(flag), flag);
});
