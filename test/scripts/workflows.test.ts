// The workflows cannot be run here; what they refer to has to be there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { executableOf, targets } from '../../scripts/release/targets.mjs';
import { hostPath, hostTest } from '../hosts/programs.ts';

const root = new URL('../../', import.meta.url);
const folder = new URL('.github/workflows/', root);

interface Step {
  uses?: string;
  run?: string;
}

interface Workflow {
  permissions: object;
  jobs: Record<string, { steps: Step[] }>;
}

for (const file of readdirSync(folder)) {
  const text = readFileSync(new URL(file, folder), 'utf8');
  const { permissions, jobs } = load(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test(`${file}: every action is GitHub's or Docker's own, by version`, () => {
    const used = steps.flatMap(({ uses }) => uses ?? []);
    assert.ok(used.length > 0);
    for (const action of used) assert.match(action, /^(actions|docker)\/[a-z-]+@v\d+$/);
  });

  test(`${file}: says what it may do`, () => assert.ok(Object.keys(permissions).length > 0));

  test(`${file}: scripts and executables that it names are there`, () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      scripts: object;
    };
    const commands = steps.map(({ run }) => run ?? '').join('\n');
    for (const [, name] of commands.matchAll(/npm run ([\w-]+)/g)) assert.ok(name! in scripts, name);
    for (const [path] of commands.matchAll(/scripts\/[\w./-]+\.mjs/g))
      assert.ok(existsSync(new URL(path, root)), path);
    for (const [name] of text.matchAll(/prepare-contrast-(linux|darwin|windows)-\w+(\.exe)?/g))
      assert.ok(targets.map(executableOf).includes(name), name);
  });
}

hostTest('actionlint', 'actionlint finds nothing to say, neither about the example for users', async () => {
  const files = [
    ...readdirSync(folder).map((file) => `.github/workflows/${file}`),
    'examples/flux/workflow.yaml',
  ];
  // What shells and Python would say of scripts depends on which of their checkers are installed.
  const checks = ['-shellcheck=', '-pyflakes='];
  execFileSync(hostPath('actionlint'), [...checks, ...files], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
});
