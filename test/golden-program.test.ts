// The golden cases once more, through the program as users have it: the one that was built, or that PROGRAM names.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { functionConfig } from './hosts/host.ts';
import { prepareContrast } from './hosts/programs.ts';
import { foldersIn } from './support/cases.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const FOLDER = new URL('golden/', import.meta.url).pathname;

const temporary = temporaryFolder();

interface Report {
  results: { changed: boolean; severity: string; message: string; tags: { rule: string } }[];
}

for (const name of foldersIn(FOLDER)) {
  test(`golden, by the program: ${name}`, () => {
    const folder = join(FOLDER, name);
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    const input = read('input.yaml');
    const report = join(temporary, `${name}.json`);

    const { status, stdout, stderr } = spawnSync(
      prepareContrast,
      ['--report-file', report, ...configurationOf(folder, input)],
      { input, encoding: 'utf8', maxBuffer: Infinity },
    );
    assert.equal(stdout, read('output.yaml'), stderr);

    const expected = read('results.txt').split('\n').slice(0, -1);
    assert.equal(status, expected.some((line) => line.startsWith('found error')) ? 1 : 0, stderr);
    const { results } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    assert.equal(results.length, expected.length);
    for (const [index, { changed, severity, message, tags }] of results.entries()) {
      const line = expected[index]!;
      assert.ok(line.startsWith(`${changed ? 'changed' : 'found'} ${severity} [${tags.rule}] `), line);
      assert.ok(line.includes(`: ${message}`), `${line}\nsays another thing than\n${message}`);
    }
  });
}

function configurationOf(folder: string, input: string): string[] {
  const file = join(folder, 'config.yaml');
  if (existsSync(file)) return ['--config', file];
  if (/^functionConfig:|"functionConfig"/m.test(input)) return [];
  const preset = join(temporary, 'config.yaml');
  writeFileSync(preset, functionConfig({ platform: 'Metal-QEMU-SNP' }));
  return ['--config', preset];
}
