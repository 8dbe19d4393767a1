import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from '../../src/rule.ts';
import { type Answer, answer as answerWhole, type RunOptions, run } from '../../src/run.ts';
import { readYaml } from '../../src/yaml/read-yaml.ts';
import { sourceText } from '../../src/yaml/source-text.ts';
import { assertOnlyReportedChanges } from './changes.ts';
import { listResults } from './results.ts';

/** Set to write what comes out into the expected files, to be read and judged before it is committed. */
const UPDATE = process.env.UPDATE_EXPECTED === '1';

/** Names of the folders in `folder`. */
export function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/**
 * Runs the case of a folder: `input.yaml`, with `config.yaml` where the input brings no configuration, gives `output.yaml`
 * and `results.txt`; what is reported is what was changed; a second run changes nothing;
 * and the library reader, which gathers no keys and so wakes every rule, gives the same.
 */
export function checkCase(folder: string, rules?: readonly Rule[]): Answer {
  const input = readFileSync(join(folder, 'input.yaml'), 'utf8');
  const options: RunOptions = { ...configurationOf(folder, input), ...(rules ? { rules } : {}) };
  const answer = run(input, options);
  const byLibrary = answerWhole(sourceText(input), options, true);
  assert.equal(byLibrary.output, answer.output, 'the library reader gives the same');
  assert.equal(
    listResults(byLibrary.results),
    listResults(answer.results),
    'every rule awake finds the same',
  );
  assertExpected(folder, 'output.yaml', answer.output);
  assertExpected(folder, 'results.txt', listResults(answer.results));
  assertOnlyReportedChanges(input, answer.output, answer.results);
  const again = run(answer.output, options);
  const changes = again.results.filter(({ changed }) => changed);
  assert.equal(listResults(changes), '', 'a second run changes nothing');
  // A ResourceList holds the results of its last run, which were others.
  if (!/ResourceList/.test(input)) assert.equal(again.output, answer.output, 'a second run writes the same');
  return answer;
}

function configurationOf(folder: string, input: string): RunOptions {
  const file = join(folder, 'config.yaml');
  if (existsSync(file)) return { configuration: readYaml(readFileSync(file, 'utf8')) };
  if (/^functionConfig:|"functionConfig"/m.test(input)) return {};
  const kind = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast' };
  return { configuration: { ...kind, spec: { platform: 'Metal-QEMU-SNP' } } };
}

export function assertExpected(folder: string, file: string, actual: string): void {
  const path = join(folder, file);
  if (UPDATE) writeFileSync(path, actual);
  const expected = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  assert.equal(actual, expected, `${path} (UPDATE_EXPECTED=1 writes it)`);
}
