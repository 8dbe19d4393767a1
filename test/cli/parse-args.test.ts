import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesOptions } from '../../src/cli/files/options.ts';
import { readArguments } from '../../src/cli/parse-args.ts';
import { sizesOptions } from '../../src/cli/sizes/options.ts';
import { summaryLayout } from '../../src/cli/summary-layout.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

for (const path of ['/tmp/kust-plugin-config-1', './web.yaml', 'config/web.yaml', 'C:\\temp\\web.yaml']) {
  test(`a path in place of a command is the configuration file: ${path}`, () => {
    const { command, config, words } = readArguments([path, '--quiet'], {});
    assert.deepEqual({ command, config, words }, { command: 'krm', config: path, words: [] });
  });
}

test('a path on the command line wins over the environment', () => {
  const { config } = readArguments(['./web.yaml'], { PREPARE_CONTRAST_CONFIG: 'other.yaml' });
  assert.equal(config, './web.yaml');
});

test('a path and --config are two configuration files too many', () => {
  assert.throws(() => readArguments(['./web.yaml', '--config', 'other.yaml'], {}), {
    code: 'usage-conflict',
  });
});

test('a word without a slash is a command', () => {
  assert.throws(() => readArguments(['web.yaml'], {}), { code: 'usage-unknown-command' });
});

test('a path after a command is not a configuration file', () => {
  const { config, words } = readArguments(['check', './web.yaml'], {});
  assert.deepEqual({ config, words }, { config: undefined, words: ['./web.yaml'] });
});

test('post-render may be given twice, by the plugin of Helm 4 and by a helmfile', () => {
  const { command, words } = readArguments(['post-render', 'post-render', '--quiet'], {});
  assert.deepEqual([command, words], ['post-render', []]);
  assert.throws(() => readArguments(['post-render', 'post-render', 'post-render'], {}), {
    code: 'usage-unexpected-argument',
  });
});

test('a switch that is given as false is off, and of several the last counts', () => {
  const options = filesOptions(readArguments(['files', 'm', '--in-place', '--dry-run=false'], {}));
  assert.deepEqual(
    { ...options.destination, dryRun: options.dryRun },
    { kind: 'in-place', keepsBackups: true, dryRun: false },
  );
  assert.throws(() => filesOptions(readArguments(['files', 'm', '--in-place=false'], {})), {
    code: 'usage-missing-argument',
  });
  assert.equal(readArguments(['check', '--strict', '--strict=false'], {}).strict, false);
  assert.equal(readArguments(['check', '--strict=false', '--strict'], {}).strict, true);
  const { generate, words } = readArguments(['files', '--generate=false', '--', '--m'], {});
  assert.deepEqual({ generate, words }, { generate: undefined, words: ['--m'] });
  assert.throws(() => readArguments(['files', 'm', '--generate=false', '--generate-dir', 'd'], {}), {
    code: 'usage-missing-argument',
  });
  const { update, pin } = sizesOptions(readArguments(['sizes', '--update=false', '--pin=false'], {}));
  assert.deepEqual({ update, pin }, { update: false, pin: false });
  assert.equal(readArguments(['check', '--help=false'], {}).command, 'check');
  const terminal = { colours: {}, columns: { messages: 80 } } as Terminal;
  const isShort = (flag: string) =>
    summaryLayout(readArguments(['check', flag], {}), terminal, 'messages').short;
  assert.deepEqual([isShort('--verbose'), isShort('--verbose=false')], [false, true]);
  assert.deepEqual([isShort('-v'), isShort('-v=false')], [false, true]);
  assert.throws(() => readArguments(['check', '-x=1'], {}), { code: 'usage-unknown-flag' });
});

test('short flags are those of neighboring tools, with the value attached or after them', () => {
  const line = ['check', 'a.yaml', '-f', 'b.yaml', '-f=c.yaml', '-c', 'x.yaml', '-ojson', '-q', '-n', 'shop'];
  const { words, config, format, quiet, namespace } = readArguments(line, {});
  assert.deepEqual(
    { words, config, format, quiet, namespace },
    {
      words: ['a.yaml', 'b.yaml', 'c.yaml'],
      config: 'x.yaml',
      format: 'json',
      quiet: true,
      namespace: 'shop',
    },
  );
  assert.deepEqual(readArguments(['check', '-f', '-'], {}).words, ['-']);
  assert.equal(readArguments(['-V'], {}).command, 'version');
  assert.throws(() => readArguments(['-f', 'a.yaml'], {}), { code: 'usage-unknown-flag' });
  assert.throws(() => readArguments(['sizes', '-o', 'x'], {}), { code: 'usage-unknown-flag' });
  assert.throws(() => readArguments(['check', '-o'], {}), { code: 'usage-missing-argument' });
});

test('the environment makes a run quiet, and the command line wins over it', () => {
  const isQuiet = (argv: string[], value: string) =>
    readArguments(argv, { PREPARE_CONTRAST_QUIET: value }).quiet;
  assert.deepEqual([isQuiet([], 'true'), isQuiet([], 'false'), isQuiet([], '')], [true, false, false]);
  assert.deepEqual([isQuiet(['--quiet=false'], 'true'), isQuiet(['--quiet'], 'false')], [false, true]);
});

test('a switch is true or false', () => {
  assert.throws(() => readArguments(['check', '--strict=no', '--quiet='], { PREPARE_CONTRAST_QUIET: '1' }), {
    message: [
      '--strict: "no" is not valid; allowed: true or false',
      '--quiet: "" is not valid; allowed: true or false',
      'PREPARE_CONTRAST_QUIET: "1" is not valid; allowed: true or false',
    ].join('\n'),
  });
});

test('a flag whose value was forgotten does not take the next flag for it', () => {
  for (const next of [[], ['--verbose'], ['--quiet=false'], ['--', 'n']])
    assert.throws(() => readArguments(['files', 'm', '--out', ...next], {}), {
      code: 'usage-missing-argument',
    });
  assert.deepEqual(readArguments(['files', 'm', '--out=--verbose'], {}).given.get('--out'), ['--verbose']);
  assert.deepEqual(readArguments(['sizes', '--output', '-'], {}).given.get('--output'), ['-']);
});

test('an unknown flag is one problem, whether it has a value or not', () => {
  const problemsOf = (line: string) => {
    try {
      readArguments(line.split(' '), {});
    } catch (error) {
      return (error as Error).message.split('\n');
    }
    return assert.fail(`${line} is accepted`);
  };
  for (const line of [
    '--memory-defalt 256Mi',
    '--memory-defalt 256Mi files m --out out',
    'explain --memory-defalt 256Mi memory-limit',
    '--memory-defalt=256Mi check m',
    '--memory-defalt check m',
    'check m --memory-defalt',
  ])
    assert.deepEqual(
      problemsOf(line),
      ['--memory-defalt: unknown flag; did you mean --memory-default?'],
      line,
    );
  assert.deepEqual(problemsOf('prepare-everything'), [
    'unknown command "prepare-everything"; available commands: krm, post-render, check, files, compare, explain, init, completion, policy, sizes, usage, help, version. See --help',
  ]);
});
