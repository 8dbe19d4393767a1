#!/usr/bin/env node
// Shows the prepared example application for `npm start`: the changes, then the findings and the VM sizes.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { structuredPatch } from 'diff';

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
  showDiff(`${folder}/${file}`, inputs[index], prepared);
  rest = following;
}
console.log(`\n${stderr.trimEnd()}`);
if (status === 1)
  console.log('\nThe exit code is 1 because of an error; the manifests above are written nevertheless.');

function documentsIn(text) {
  return text.match(/^---$/gm).length;
}

/** Splits a stream after a number of documents, each of which starts with `---`. */
function splitDocuments(text, count) {
  const starts = [...text.matchAll(/^---$/gm)].map(({ index }) => index);
  const end = starts[count] ?? text.length;
  return [text.slice(0, end), text.slice(end)];
}

/** Prints a unified diff. */
function showDiff(name, before, after) {
  const { hunks } = structuredPatch(name, name, before, after, '', '', { context: 3 });
  if (hunks.length === 0) return;
  console.log(paint('bold', `--- ${name}\n+++ ${name} (prepared)`));
  for (const { oldStart, oldLines, newStart, newLines, lines } of hunks) {
    console.log(paint('cyan', `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`));
    for (const line of lines) console.log(paint({ '-': 'red', '+': 'green' }[line[0]], line));
  }
}

function paint(style, text) {
  const plain = style === undefined || !process.stdout.isTTY || process.env.NO_COLOR;
  return plain ? text : styleText(style, text);
}
