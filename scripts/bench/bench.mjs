#!/usr/bin/env node
// `npm run bench`: generates inputs, runs the program and what users would take instead on the same files in turn, checks
// what comes out, and writes docs/benchmark.md, docs/benchmark.json and docs/benchmark.svg.
// There are two inputs: one that the project makes, and the real manifests of CORPUS_DIR, which is left out where that is not set.
// Arguments: --counts 1,1000 --rounds 5 --rivals copy,yaml --print (writes no files in docs).
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { asJson, checkOutput } from './check.mjs';
import { WORKLOAD } from './edits.mjs';
import { measureHosts } from './hosts.mjs';
import { documents, helmStream, resourceList } from './inputs.mjs';
import { measure, median } from './measure.mjs';
import { drawing, table } from './present.mjs';
import { realDocuments } from './real-inputs.mjs';
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

const corpus = process.env.CORPUS_DIR;
const sources = {
  made: documents,
  ...(corpus && {
    real: (count, isAnnotated = false) => realDocuments(join(corpus, 'manifests'), count, isAnnotated),
  }),
};
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const wanted = values.rivals?.split(',');
const contestants = rivals(folder).filter(
  ({ id }) => id === 'ours' || id === 'copy' || !wanted || wanted.includes(id),
);
const rows = [];

try {
  for (const count of values.counts.split(',').map(Number)) {
    for (const [input, makeDocuments] of Object.entries(sources)) {
      // The first of the real objects is no workload.
      if (input === 'real' && count === 1) continue;
      const plain = makeDocuments(count);
      const texts = textsOf(plain, makeDocuments(count, true));
      const workloads = plain.filter((one) => WORKLOAD.test(one)).length;
      for (const [form, text] of Object.entries(texts)) {
        const runners = contestants.filter(
          (one) =>
            (one.inputs ?? ['made', 'real']).includes(input) &&
            (one.forms ?? ['list']).includes(form) &&
            count <= (one.most ?? Infinity),
        );
        const file = join(folder, 'input.yaml');
        writeFileSync(file, text);
        rows.push(...contest(runners, { input, count, form, file, workloads }));
      }
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

const hosts = measureHosts(Number(values.rounds ?? 5));
const report = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, rows, hosts };
console.log(table(report));
if (!values.print) {
  mkdirSync('docs', { recursive: true });
  writeFileSync('docs/benchmark.json', `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync('docs/benchmark.md', table(report));
  writeFileSync('docs/benchmark.svg', drawing(report));
}

/** The texts of an input by form; only the list of the smallest and the largest. */
function textsOf(plain, annotated) {
  const list = resourceList(annotated);
  if (plain.length === 1 || plain.length > 10000) return { list };
  return {
    list,
    'items first': resourceList(annotated, true),
    json: asJson(list),
    stream: helmStream(plain),
  };
}

/** Every contestant once a round, so that whatever the machine does meanwhile meets all of them. */
function contest(runners, { input, count, form, file, workloads }) {
  const rounds = Number(values.rounds ?? (count >= 10000 ? 3 : 7));
  const taken = new Map(runners.map((runner) => [runner, []]));
  for (let round = 0; round < rounds; round++) {
    for (const runner of runners) {
      const output = join(folder, 'output');
      // Real manifests have errors that no edit fixes: then the output is complete, and the exit code of the program is 1.
      const accepted = input === 'real' && runner.isOurs ? [1] : [0];
      const result = measure(
        runner.command(file, form),
        runner.stdin === false ? '/dev/null' : file,
        output,
        {
          accepted,
        },
      );
      // What is wrong does not count, however fast it came.
      if (round === 0 && runner.checked !== false && count <= 10000)
        checkOutput(output, workloads, runner.id);
      taken.get(runner).push(result);
    }
  }
  const bytes = statSync(file).size;
  const own = medians(taken.get(runners.find(({ id }) => id === 'ours')));
  const result = runners.map((runner) => {
    const { seconds, cpuSeconds, mebibytes } = medians(taken.get(runner));
    return {
      id: runner.id,
      title: runner.title,
      input,
      count,
      form,
      bytes,
      seconds,
      cpuSeconds,
      mebibytes,
      ratio: seconds / own.seconds,
    };
  });
  for (const { title, seconds, mebibytes } of result) {
    console.error(
      `${input} ${count} ${form}: ${title}: ${(seconds * 1000).toFixed(1)} ms, ${mebibytes?.toFixed(0) ?? '?'} MiB`,
    );
  }
  return result;
}

function medians(results) {
  return {
    seconds: median(results.map(({ seconds }) => seconds)),
    cpuSeconds: median(results.map(({ cpuSeconds }) => cpuSeconds)),
    mebibytes: median(results.map(({ mebibytes }) => mebibytes)),
  };
}
