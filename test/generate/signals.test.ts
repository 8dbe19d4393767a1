// Whoever ends the program while `contrast` runs ends both, and nothing is written. Executables stand for `contrast`, see
// contrast.mjs; these send the signals themselves, when they are at work.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { commandLine } from '../files/workspace.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';
import { BEHIND, CONFIG, COORDINATOR, WEB } from './support.ts';

/** A `contrast` that never ends by itself. */
const endless = (script: string) => `#!/usr/bin/env node
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const end = (signal) => { console.error('contrast: ended by ' + signal); process.exit(9); };
${script}
setInterval(() => {}, 1 << 30);
`;

/** What `contrast` does → the exit code, and what it said. */
const CASES: [title: string, script: string, code: number, says: RegExp][] = [
  [
    'Ctrl-C, which goes to every program at the terminal',
    `process.on('SIGINT', end); process.kill(0, 'SIGINT');`,
    130,
    /contrast: ended by SIGINT\n/,
  ],
  [
    'a signal to the program alone is handed on',
    `process.on('SIGTERM', end); process.kill(process.ppid, 'SIGTERM');`,
    143,
    /contrast: ended by SIGTERM\n/,
  ],
  [
    'an end of contrast without an error is too late',
    `process.on('SIGHUP', () => process.exit(0)); process.kill(process.ppid, 'SIGHUP');`,
    129,
    /^/,
  ],
  [
    'at the second signal nobody is waited for',
    `const left = spawn('sleep', ['infinity'], { stdio: 'inherit', detached: true });
writeFileSync('left', String(left.pid));
process.on('SIGTERM', () => process.kill(process.ppid, 'SIGINT'));
process.kill(process.ppid, 'SIGTERM');`,
    143,
    /^/,
  ],
];

for (const [title, script, code, says] of CASES) {
  test(`stopped while contrast runs: ${title}`, () =>
    inWorkspace(async (workspace) => {
      workspace.write('bin/contrast', endless(script), 0o755);
      try {
        const ended = await postRender(workspace);
        assert.deepEqual({ ...ended, stderr: '' }, { code, stdout: '', stderr: '' }, ended.stderr);
        assert.match(ended.stderr, says);
        assert.match(ended.stderr, /prepare-contrast: error: stopped: nothing is written\n$/);
        assert.deepEqual(readdirSync(join(workspace.folder, 'tmp')), [], 'nothing is left of the manifests');
      } finally {
        if (existsSync(join(workspace.folder, 'left'))) process.kill(Number(workspace.read('left')));
      }
    }));
}

/** In a process group of its own, as a shell at a terminal would start it. */
function postRender({
  folder,
  env,
}: Workspace): Promise<{ code: number | null; stdout: string; stderr: string }> {
  mkdirSync(join(folder, 'tmp'));
  const [command, ...front] = commandLine();
  const child = spawn(command!, [...front, 'post-render', ...CONFIG, '--generate', ...BEHIND], {
    cwd: folder,
    env: { ...env, TMPDIR: join(folder, 'tmp') },
    detached: true,
  });
  child.stdin.end(`${WEB}---\n${COORDINATOR}`);
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...said }));
  });
}
