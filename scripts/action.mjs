#!/usr/bin/env node
// The main step of action.yml. Runs the program, appends the report to the summary of the job, and writes the outputs `exit-code` and
// `sarif`. It succeeds itself, so that findings can be uploaded before the job fails.
import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../dist/prepare-contrast.cjs', import.meta.url));
const { COMMAND, PATHS, ARGUMENTS, SARIF, GITHUB_OUTPUT, GITHUB_STEP_SUMMARY } = process.env;
const lines = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const commands = {
  check: { options: ['--format', 'sarif'], sarif: SARIF },
  files: { options: ['--in-place', '--no-backup'], sarif: '' },
};
const command = commands[COMMAND];
if (!command) {
  console.error(`::error::input command: ${COMMAND} is not one of ${Object.keys(commands).join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(process.env.RUNNER_TEMP ?? tmpdir(), 'prepare-contrast-'));
const report = join(folder, 'report.md');
const args = [COMMAND, ...lines(PATHS), ...command.options, '--report-file', report, ...lines(ARGUMENTS)];
const { status, error, stdout } = spawnSync(process.execPath, [program, ...args], {
  stdio: ['ignore', 'pipe', 'inherit'],
  maxBuffer: Infinity,
});
if (error) throw error;
if (existsSync(report)) appendFileSync(GITHUB_STEP_SUMMARY, readFileSync(report));
// With invalid usage there are no findings.
const written = command.sarif !== '' && stdout.length > 0;
if (written) writeFileSync(command.sarif, stdout);
appendFileSync(GITHUB_OUTPUT, `exit-code=${status ?? 2}\nsarif=${written ? command.sarif : ''}\n`);
rmSync(folder, { recursive: true });
