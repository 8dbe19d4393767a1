#!/usr/bin/env node
// `npm run bench`: generates inputs, runs the program and what users would take instead on the same files in turn, checks
// what comes out, and writes docs/benchmark.md, docs/benchmark.json and docs/benchmark.svg.
// Arguments: --counts 1,1000 --rounds 5 --rivals copy,yaml --print (writes no files in docs).
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asJson, checkOutput } from './check.mjs';
import { documents, helmStream, resourceList } from './inputs.mjs';
import { measure, median } from './measure.mjs';
import { drawing, table } from './present.mjs';
import { rivals } from './rivals.mjs';

process.chdir(fileURLToPath(new URL('../..', import.meta.url)));

const { values } = parseArgs({
  options: {
    counts: { type: 'string', default: '1,100,1000,10000,50000' },
    rounds: { type: 'string' },
    rivals: { type: 'string' },
    print: { type: 'boolean', default: false },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const wanted = values.rivals?.split(',');
const contestants = rivals(folder).filter(
  ({ id }) => id === 'ours' || id === 'copy' || !wanted || wanted.includes(id),
);
const rows = [];

try {
  for (const count of values.counts.split(',').map(Number)) {
    const all = documents(count);
    const inputs = writeInputs(all, count);
    const workloads = all.filter((one) => /^kind: (Deployment|StatefulSet|CronJob)$/m.test(one)).length;
    for (const [form, file] of Object.entries(inputs)) {
      const runners = contestants.filter(
        (one) => (one.forms ?? ['list']).includes(form) && count <= (one.most ?? Infinity),
      );
      rows.push(...contest(runners, { count, form, file, workloads }));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const report = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rows };
console.log(table(report));
if (!values.print) {
  mkdirSync('docs', { recursive: true });
  writeFileSync('docs/benchmark.json', `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync('docs/benchmark.md', table(report));
  writeFileSync('docs/benchmark.svg', drawing(report));
}

function writeInputs(all, count) {
  const write = (name, text) => {
    const file = join(folder, `${count}-${name}`);
    writeFileSync(file, text);
    return file;
  };
  const list = resourceList(all);
  const inputs = { list: write('list.yaml', list) };
  if (count === 1 || count > 10000) return inputs;
  inputs.json = write('list.json', asJson(list));
  inputs.stream = write('stream.yaml', helmStream(all));
  return inputs;
}

/** Every contestant once a round, so that whatever the machine does meanwhile meets all of them. */
function contest(runners, { count, form, file, workloads }) {
  const rounds = Number(values.rounds ?? (count >= 10000 ? 3 : 7));
  const taken = new Map(runners.map((runner) => [runner, []]));
  for (let round = 0; round < rounds; round++) {
    for (const runner of runners) {
      const output = join(folder, 'output');
      const result = measure(runner.command(file, form), runner.stdin === false ? '/dev/null' : file, output);
      if (result.status !== 0)
        throw new Error(`${runner.id} failed on ${count} resources: exit code ${result.status}`);
      // What is wrong does not count, however fast it came.
      if (round === 0 && runner.checked !== false && count <= 10000)
        checkOutput(output, workloads, runner.id);
      taken.get(runner).push(result);
    }
  }
  const bytes = statSync(file).size;
  const own = medians(taken.get(runners.find(({ id }) => id === 'ours')));
  const result = runners.map((runner) => {
    const { seconds, mebibytes } = medians(taken.get(runner));
    return {
      id: runner.id,
      title: runner.title,
      count,
      form,
      bytes,
      seconds,
      mebibytes,
      ratio: seconds / own.seconds,
    };
  });
  for (const { title, seconds, mebibytes } of result) {
    console.error(
      `${count} ${form}: ${title}: ${(seconds * 1000).toFixed(1)} ms, ${mebibytes?.toFixed(0) ?? '?'} MiB`,
    );
  }
  return result;
}

function medians(results) {
  return {
    seconds: median(results.map(({ seconds }) => seconds)),
    mebibytes: median(results.map(({ mebibytes }) => mebibytes)),
  };
}
