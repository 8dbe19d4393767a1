import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunOptions, type RunResult, run, runSource } from '../../src/engine/run.ts';
import type { Rule } from '../../src/rules/rule.ts';
import { errorText, InputError } from '../../src/util/errors.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { sourceText } from '../../src/yaml/source.ts';
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

/** Paths of the cases of a rule; empty if it has no folder. */
export function casesOf(ruleId: string): string[] {
  const folder = new URL(`../rules/${ruleId}`, import.meta.url).pathname;
  return existsSync(folder) ? foldersIn(folder).map((name) => join(folder, name)) : [];
}

/**
 * Runs the case of a folder: `input.yaml`, with `config.yaml` where the input brings no configuration, gives `output.yaml`
 * and `results.txt`; what is reported is what was changed; a second run changes nothing;
 * and the library reader, which gathers no keys and so wakes every rule, gives the same.
 */
export function checkCase(folder: string, rules?: readonly Rule[]): RunResult {
  const input = readFileSync(join(folder, 'input.yaml'), 'utf8');
  const options: RunOptions = { ...caseOptions(folder, input), ...(rules ? { rules } : {}) };
  const answer = run(input, options);
  const byLibrary = runSource(sourceText(input), options, true);
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

/** Runs a case whose `input.yaml` is rejected with the error of `error.txt`, by both readers. */
export function checkRejected(folder: string): void {
  const input = readFileSync(join(folder, 'input.yaml'), 'utf8');
  const options = caseOptions(folder, input);
  const errorOf = (work: () => RunResult): InputError => {
    try {
      work();
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    assert.fail('the input is not rejected');
  };
  const error = errorOf(() => run(input, options));
  assertExpected(folder, 'error.txt', errorText(error));
  const byLibrary = errorOf(() => runSource(sourceText(input), options, true));
  assert.deepEqual(byLibrary.cause, error.cause, 'the library reader rejects it for the same');
}

/**
 * The configuration of a case: its `config.yaml`, the functionConfig in its input, the `config.yaml` that all cases around it share, or one
 * that sets the platform only.
 */
export function caseOptions(folder: string, input: string): RunOptions {
  const own = join(folder, 'config.yaml');
  const shared = join(folder, '..', 'config.yaml');
  const read = (file: string): RunOptions => ({ configuration: loadYaml(readFileSync(file, 'utf8')) });
  if (existsSync(own)) return read(own);
  if (/^functionConfig:|"functionConfig"/m.test(input)) return {};
  if (existsSync(shared)) return read(shared);
  const kind = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast' };
  return { configuration: { ...kind, spec: { platform: 'Metal-QEMU-SNP' } } };
}

export function assertExpected(folder: string, file: string, actual: string): void {
  const path = join(folder, file);
  if (UPDATE) writeFileSync(path, actual);
  const expected = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  assert.equal(actual, expected, `${path} (UPDATE_EXPECTED=1 writes it)`);
}
