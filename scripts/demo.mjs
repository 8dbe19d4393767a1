#!/usr/bin/env node
// What `npm start` shows: the example application, prepared. The changes, then the findings and the VM sizes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { lineDiff } from './line-diff.mjs';

const CONTEXT = 3;
const files = ['web.yaml', 'api.yaml', 'database.yaml', 'jobs.yaml'];
const folder = 'examples/application';
const command = `cat ${files.join(' ')} | prepare-contrast --config prepare-contrast.yaml`;

process.chdir(fileURLToPath(new URL(`../${folder}`, import.meta.url)));
const inputs = files.map((file) => readFileSync(file, 'utf8'));
const program = fileURLToPath(new URL('../dist/prepare-contrast.cjs', import.meta.url));
const { status, stdout, stderr } = spawnSync(
  process.execPath,
  [program, '--config', 'prepare-contrast.yaml'],
  {
    input: inputs.join(''),
    encoding: 'utf8',
  },
);
if (status === null || status > 1) {
  process.stderr.write(stderr);
  process.exit(status ?? 1);
}

console.log(paint('bold', `${folder}$ ${command}\n`));
let rest = stdout;
for (const [index, file] of files.entries()) {
  const [prepared, following] = splitDocuments(rest, documentsIn(inputs[index]));
  showDiff(`${folder}/${file}`, inputs[index].split('\n'), prepared.split('\n'));
  rest = following;
}
console.log(`\n${stderr.trimEnd()}`);
if (status === 1)
  console.log('\nThe exit code is 1, since an error stands; the manifests above were written all the same.');

function documentsIn(text) {
  return text.match(/^---$/gm).length;
}

/** The text of the first documents of a stream, each of which starts with its `---`, and the rest. */
function splitDocuments(text, count) {
  const starts = [...text.matchAll(/^---$/gm)].map(({ index }) => index);
  const end = starts[count] ?? text.length;
  return [text.slice(0, end), text.slice(end)];
}

/** Prints a unified diff. */
function showDiff(name, before, after) {
  const script = lineDiff(before, after);
  const near = script.map((_, index) =>
    script.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ kind }) => kind !== ' '),
  );
  if (!near.includes(true)) return;
  console.log(paint('bold', `--- ${name}\n+++ ${name} (prepared)`));
  let [old, now] = [1, 1];
  for (const [index, { kind, line }] of script.entries()) {
    if (near[index] && !near[index - 1]) console.log(paint('cyan', hunk(script, near, index, old, now)));
    if (near[index]) console.log(paint({ '-': 'red', '+': 'green' }[kind], kind + line));
    if (kind !== '+') old++;
    if (kind !== '-') now++;
  }
}

function hunk(script, near, start, old, now) {
  const end = near.indexOf(false, start);
  const lines = script.slice(start, end === -1 ? undefined : end);
  const count = (added) => lines.filter(({ kind }) => kind !== added).length;
  return `@@ -${old},${count('+')} +${now},${count('-')} @@`;
}

function paint(style, text) {
  const plain = style === undefined || !process.stdout.isTTY || process.env.NO_COLOR;
  return plain ? text : styleText(style, text);
}
