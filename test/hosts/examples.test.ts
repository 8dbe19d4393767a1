// Each example does what its README says: its commands are run as written. UPDATE_EXPECTED=1 rewrites .expected.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { test } from 'node:test';
import { hostPath, hostTest, type Program, root } from './programs.ts';
import { inWorkspace, type Workspace } from './workspace.ts';

interface Example {
  folder: string;
  /** The host's name in the README's commands, and which program that is; none for the program alone. */
  host?: [name: string, program: Program];
  /** Files that the commands write or change, relative to the example. */
  outputs: string[];
  /** 1 if an error remains. */
  code?: number;
}

const examples: Example[] = [
  { folder: 'application', outputs: ['prepared.yaml'], code: 1 },
  { folder: 'kustomize', host: ['kustomize', 'kustomize 5'], outputs: ['prepared.yaml'] },
  { folder: 'kubectl', host: ['kubectl', 'kubectl 1.36'], outputs: ['prepared.yaml'] },
  { folder: 'kpt/exec', host: ['kpt', 'kpt'], outputs: ['tickets.yaml', '../results/results.yaml'] },
  { folder: 'kpt/image', host: ['kpt', 'kpt'], outputs: ['tickets.yaml', '../results/results.yaml'] },
  { folder: 'helm3', host: ['helm', 'helm 3'], outputs: ['prepared.yaml', 'report.txt'] },
  { folder: 'helm4', host: ['helm', 'helm 4'], outputs: ['prepared.yaml', 'report.txt'] },
];

for (const example of examples) {
  const title = `examples/${example.folder} gives what its README says`;
  if (example.host) hostTest(example.host[1], title, () => check(example));
  else test(title, () => check(example));
}

hostTest(
  'kpt',
  'examples/kpt/exec: without a step in the pipeline, kpt prepares a copy and nothing else',
  () =>
    inWorkspace(async (workspace) => {
      cpSync(join(root, 'examples/kpt/exec'), join(workspace.folder, 'exec'), { recursive: true });
      const before = workspace.read('exec/tickets.yaml');
      const { code, stderr } = await workspace.run('sh', ['-ec', commands('kpt/exec', 1)], {
        cwd: join(workspace.folder, 'exec'),
      });
      assert.equal(code, 0, stderr);
      assert.equal(workspace.read('prepared/tickets.yaml'), workspace.read('exec/.expected/tickets.yaml'));
      assert.equal(workspace.read('exec/tickets.yaml'), before);
    }),
);

function check({ folder, host, outputs, code = 0 }: Example): Promise<void> {
  return inWorkspace(async (workspace) => {
    if (host) symlinkSync(hostPath(host[1]), join(workspace.folder, 'bin', host[0]));
    cpSync(join(root, 'examples'), join(workspace.folder, 'examples'), { recursive: true });
    symlinkSync(join(root, 'dist'), join(workspace.folder, 'dist'));
    const cwd = join(workspace.folder, 'examples', folder);

    const outcome = await workspace.run('sh', ['-ec', commands(folder)], { cwd });
    assert.equal(outcome.code, code, outcome.stderr);
    for (const output of outputs) {
      expected(folder, basename(output), workspace.read(join('examples', folder, output)), workspace);
    }
    expected(folder, 'stderr.txt', outcome.stderr, workspace);
  });
}

/** A shell block of the example's README, the first by default. */
function commands(folder: string, index = 0): string {
  const readme = readFileSync(join(root, 'examples', folder, 'README.md'), 'utf8');
  const blocks = [...readme.matchAll(/```sh\n([\s\S]*?)```/g)];
  assert.ok(blocks[index], `examples/${folder}/README.md has no such commands`);
  return blocks[index][1]!;
}

function expected(folder: string, name: string, actual: string, workspace: Workspace): void {
  const path = join(root, 'examples', folder, '.expected', name);
  // Times, and the folder that the test made up, are all that differs from run to run.
  const steady = actual.replaceAll(workspace.folder, '').replace(/ in [\d.]+m?s$/gm, ' in 0s');
  if (process.env.UPDATE_EXPECTED === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, steady);
  }
  assert.equal(steady, readFileSync(path, 'utf8'));
}
