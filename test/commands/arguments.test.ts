import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readArguments } from '../../src/commands/arguments.ts';

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
  assert.throws(
    () => readArguments(['./web.yaml', '--config', 'other.yaml'], {}),
    /two configuration files, \.\/web\.yaml and that of --config/,
  );
});

test('a word without a slash is a command', () => {
  assert.throws(() => readArguments(['web.yaml'], {}), /"web\.yaml" is no command/);
});

test('what follows a command is no configuration file', () => {
  const { config, words } = readArguments(['check', './web.yaml'], {});
  assert.deepEqual({ config, words }, { config: undefined, words: ['./web.yaml'] });
});
