import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { COMMANDS, FLAGS } from '../../src/commands/arguments.ts';
import { help } from '../../src/commands/help.ts';
import { commandUsages, flagUsages } from '../../src/commands/usage.ts';
import { program } from '../files/workspace.ts';
import { toolTest } from '../lib/tools.ts';

const PAGE = new URL('../../docs/prepare-contrast.1', import.meta.url).pathname;

/** How a terminal without bold is told of bold. */
const OVERSTRIKE = new RegExp(`.${String.fromCharCode(8)}`, 'g');

test('every command and every flag is told of, once', () => {
  const told = commandUsages.map(({ command }) => command);
  assert.deepEqual([...told, 'help', 'version'].sort(), Object.keys(COMMANDS).sort());
  assert.deepEqual(flagUsages.map(({ flag }) => flag).sort(), Object.keys(FLAGS).sort());
  for (const [flag, kind] of Object.entries(FLAGS)) {
    const usage = flagUsages.find((one) => one.flag === flag)!;
    assert.equal(usage.value !== undefined, kind === 'value', flag);
  }
});

test('--help keeps within 110 columns', () => {
  for (const command of [undefined, ...commandUsages.map(({ command }) => command)])
    for (const line of help(command).split('\n')) assert.ok([...line].length <= 110, line);
});

test('behind a command --help tells of that command alone', () => {
  const { stdout } = program('.', ['check', 'm', '--help']);
  assert.match(stdout, /^Usage:\n {2}prepare-contrast check \[PATH… \| -\]\n {4}changes nothing/);
  const shown = [...stdout.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => flag);
  assert.deepEqual(shown.sort(), [...COMMANDS.check.flags].sort());
  assert.match(stdout, /\nprepare-contrast --help shows all/);
  for (const line of [['--help'], ['nonsense', '-h']])
    assert.match(program('.', line).stdout, /^prepare-contrast \S+: [\s\S]*\nConfiguration, as flags/);
});

test('help and the name of a command tells of that command, as --help behind it does', () => {
  const asked = program('.', ['help', 'files']);
  assert.equal(asked.status, 0, asked.stderr);
  assert.equal(asked.stdout, program('.', ['files', '--help']).stdout);
  assert.equal(program('.', ['help']).stdout, program('.', ['--help']).stdout);
  const wrong = program('.', ['help', 'flies']);
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /"flies" is no command; did you mean "?files/);
  assert.match(program('.', ['help', 'files', 'm']).stderr, /"m": one argument too many for help/);
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
