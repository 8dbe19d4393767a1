#!/usr/bin/env node
// Fails if the program takes more CPU time or memory, relative to a program on js-yaml in the same run, or if its time grows faster than the
// input, JSON on one line included. Both spend their time in JavaScript, so the ratio is the same on slow, fast and busy machines, which that
// to a plain copy is not. The limits are 1.5 times the measured values.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { asJson } from './check.mjs';
import { documents, resourceList } from './inputs.mjs';
import { measure, median } from './measure.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const ROUNDS = 7;
const SMALL = 2000;
const LARGE = 10000;
const LIMITS = { time: 1.2, memory: 0.55, growth: 4.5, json: 2 };

const COMMANDS = {
  ours: [process.execPath, 'dist/prepare-contrast.cjs'],
  jsYaml: [process.execPath, 'scripts/bench/rivals/js-yaml.mjs'],
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

/** Compares the commands within a round, so that other load affects both, and takes the median of the rounds. */
function measureAll() {
  const small = resourceList(documents(SMALL));
  const files = {
    small: write('small.yaml', small),
    json: write('small.json', asJson(small)),
    large: write('large.yaml', resourceList(documents(LARGE))),
  };
  const rounds = Array.from({ length: ROUNDS }, () => {
    const jsYaml = run(COMMANDS.jsYaml, files.large);
    const large = run(COMMANDS.ours, files.large);
    const small = run(COMMANDS.ours, files.small);
    const json = run(COMMANDS.ours, files.json);
    return {
      time: large.cpuSeconds / jsYaml.cpuSeconds,
      memory: large.mebibytes / jsYaml.mebibytes,
      growth: large.cpuSeconds / small.cpuSeconds,
      json: json.cpuSeconds / small.cpuSeconds,
    };
  });
  return Object.fromEntries(
    Object.keys(LIMITS).map((name) => [name, median(rounds.map((round) => round[name]))]),
  );
}

function write(name, text) {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

function run(command, file) {
  return measure(command, file, join(folder, 'output'));
}
