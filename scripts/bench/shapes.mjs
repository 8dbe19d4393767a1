#!/usr/bin/env node
// `npm run bench:shapes`: prints how CPU time grows from 2N to 4N repetitions of each shape, without the start-up of a run.
// Arguments: --check (fails if a shape grows faster than its input), --scale 4 (multiplies N), --only TEXT (shapes whose name has it).
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measure } from './measure.mjs';
import { configurationOf, shapes } from './shape-inputs.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

/** Linear shapes measure 1.7 to 2.2, quadratic ones 3 and more. */
const LIMIT = 2.5;
const ROUNDS = 1;
/** A shape over the limit is measured again before it fails, since other load can only add CPU time. */
const MAX_ROUNDS = 8;
/** Ends a run whose time has become quadratic; linear ones take at most a second. */
const MAX_CPU_SECONDS = 60;

const { values } = parseArgs({
  options: {
    check: { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const scale = Number(values.scale);
/** The growth from 2N to 4N decides. */
const FACTORS = values.check ? [2, 4] : [1, 2, 4];

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const empty = write('empty.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: config}\n');
  const startUp = Math.min(
    ...Array.from({ length: 5 }, () =>
      cpuSeconds(empty, write('empty-configuration.yaml', JSON.stringify(configurationOf({})))),
    ),
  );
  const exceeded = [];
  const tooShort = [];
  for (const shape of shapes.filter(({ name }) => name.includes(values.only))) {
    const seconds = measureShape(shape, startUp);
    const growth = growthOf(seconds);
    console.log(
      `${growth.toFixed(2)}  ${seconds.map((one) => one.toFixed(2)).join(' / ')} s  ${shape.name}, N = ${shape.size * scale}`,
    );
    if (seconds.at(-2) < startUp) tooShort.push(shape.name);
    else if (growth > LIMIT) exceeded.push(shape.name);
  }
  if (tooShort.length > 0)
    fail(
      `2N takes less time than the start-up (${startUp.toFixed(2)} s), so the growth means nothing; give the shape a larger N: ${tooShort.join('; ')}.`,
    );
  if (exceeded.length > 0)
    fail(`CPU time grows more than ${LIMIT} times as the input doubles: ${exceeded.join('; ')}.`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Returns the least CPU seconds for each factor in rounds that alternate the sizes. */
function measureShape(shape, startUp) {
  const files = FACTORS.map((factor) => write(`${factor}.yaml`, shape.input(shape.size * scale * factor)));
  const configuration = write('prepare-contrast.yaml', JSON.stringify(configurationOf(shape)));
  const best = files.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS || (round < MAX_ROUNDS && growthOf(best) > LIMIT); round++)
    for (const [index, file] of files.entries())
      best[index] = Math.min(best[index], cpuSeconds(file, configuration) - startUp);
  return best;
}

function growthOf(seconds) {
  return seconds.at(-1) / seconds.at(-2);
}

function write(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** Results may be errors, which are exit code 1. */
function cpuSeconds(file, configuration) {
  const command = [process.execPath, 'dist/prepare-contrast.cjs', '--config', configuration];
  const limits = { accepted: [0, 1], maxCpuSeconds: MAX_CPU_SECONDS };
  return measure(command, file, join(folder, 'output'), limits).cpuSeconds;
}

/** Without --check the figures are for a person, who reads the message beside them. */
function fail(message) {
  console.error(message);
  if (values.check) process.exitCode = 1;
}
