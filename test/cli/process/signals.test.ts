// Ending the program while `contrast` runs ends both, and nothing is written. Executables replace `contrast`, see
// contrast.mjs; these send the signals themselves, when they are at work.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { BEHIND, CONFIG, COORDINATOR, WEB } from '../../contrast-generate/support.ts';
import { commandLine, snapshot } from '../../files/workspace.ts';
import { inWorkspace, type Workspace } from '../../hosts/workspace.ts';

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

/** Command lines that end in `contrast`. */
const COMMANDS: Record<string, string[]> = {
  'post-render': ['post-render', ...CONFIG],
  'files --out': ['files', 'm', '--out', 'out', ...CONFIG],
  'files --in-place': ['files', 'm', '--in-place', ...CONFIG],
};

for (const [command, args] of Object.entries(COMMANDS)) {
  for (const [title, script, code, says] of CASES) {
    test(`${command}, stopped while contrast runs: ${title}`, () =>
      inWorkspace(async (workspace) => {
        const manifests = `${WEB}---\n${COORDINATOR}`;
        workspace.write('bin/contrast', endless(script), 0o755);
        workspace.write('m/shop.yaml', manifests);
        try {
          const { stderr, ...ended } = await run(workspace, args, manifests);
          assert.deepEqual(ended, { code, stdout: '' }, stderr);
          assert.match(stderr, says);
          assert.match(stderr, /\nprepare-contrast: error\[contrast-stopped\]: .*\n$/);
          assert.deepEqual(snapshot(join(workspace.folder, 'm')), { 'shop.yaml': manifests });
          assert.ok(!existsSync(join(workspace.folder, 'out')));
          assert.deepEqual(
            readdirSync(join(workspace.folder, 'tmp')),
            [],
            'nothing is left of the manifests',
          );
        } finally {
          if (existsSync(join(workspace.folder, 'left'))) process.kill(Number(workspace.read('left')));
        }
      }));
  }
}

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** In a separate process group, as a shell at a terminal would start it. */
function run({ folder, env }: Workspace, args: string[], input: string): Promise<Ended> {
  mkdirSync(join(folder, 'tmp'));
  const [command, ...front] = commandLine();
  const child = spawn(command!, [...front, ...args, '--generate', ...BEHIND], {
    cwd: folder,
    env: { ...env, TMPDIR: join(folder, 'tmp') },
    detached: true,
  });
  child.stdin.on('error', () => {}); // `files` reads none.
  child.stdin.end(input);
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
