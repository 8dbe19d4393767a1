#!/usr/bin/env node
// Fails if the program has become slower or larger relative to a plain copy in the same run, or if time grows faster than the input,
// JSON on one line included. The limits are 1.5 times the measured values, because machines are not quiet.
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
    console.log(`${name}: ${value.toFixed(2)}, limit ${LIMITS[name]}`);
    return value > LIMITS[name];
  });
  if (exceeded.length > 0) {
    console.error(`Slower or larger than it used to be: ${exceeded.map(([name]) => name).join(', ')}.`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Alternates the commands, so that other load affects all of them, and takes the best round. */
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
  return measure(command, file, join(folder, 'output'));
}
