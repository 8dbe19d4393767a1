#!/usr/bin/env node
// Fails where the program has become slow or large against a plain copy on the same machine in the same run, or takes longer
// than in proportion to its input, JSON on a single line included. The limits are half as high again as what was measured, since machines are not quiet.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asJson } from './check.mjs';
import { documents, resourceList } from './inputs.mjs';
import { measure } from './measure.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const ROUNDS = 7;
const SMALL = 2000;
const LARGE = 10000;
const LIMITS = { time: 30, memory: 3.5, growth: 3.5, json: 2 };

const COMMANDS = {
  ours: [process.execPath, 'dist/prepare-contrast.cjs'],
  copy: [process.execPath, 'scripts/bench/rivals/copy.mjs'],
};

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const exceeded = Object.entries(measureAll()).filter(([name, value]) => {
    console.log(`${name}: ${value.toFixed(2)}, at most ${LIMITS[name]}`);
    return value > LIMITS[name];
  });
  if (exceeded.length > 0) {
    console.error(`Slower or larger than it used to be: ${exceeded.map(([name]) => name).join(', ')}.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** In turn, so that whatever the machine does meets all of them, and the best of the rounds, which it met least. */
function measureAll() {
  const small = resourceList(documents(SMALL));
  const files = {
    small: write('small.yaml', small),
    json: write('small.json', asJson(small)),
    large: write('large.yaml', resourceList(documents(LARGE))),
  };
  const runs = { ours: [], copy: [], small: [], json: [] };
  for (let round = 0; round < ROUNDS; round++) {
    runs.copy.push(run(COMMANDS.copy, files.large));
    runs.ours.push(run(COMMANDS.ours, files.large));
    runs.small.push(run(COMMANDS.ours, files.small));
    runs.json.push(run(COMMANDS.ours, files.json));
  }
  const best = (name, what) => Math.min(...runs[name].map((one) => one[what]));
  return {
    time: best('ours', 'seconds') / best('copy', 'seconds'),
    memory: best('ours', 'mebibytes') / best('copy', 'mebibytes'),
    growth: best('ours', 'seconds') / best('small', 'seconds'),
    json: best('json', 'seconds') / best('small', 'seconds'),
  };
}

function write(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(command, file) {
  const result = measure(command, file, join(folder, 'output'));
  if (result.status !== 0) throw new Error(`${command.join(' ')} failed with exit code ${result.status}`);
  return result;
}
