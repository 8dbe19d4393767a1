// The workflows cannot be run here; what they refer to has to be there.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { executableOf, targets } from '../scripts/release/targets.mjs';
import { functionConfig } from './hosts/host.ts';
import { hostPath, hostTest } from './hosts/programs.ts';
import { sample } from './hosts/sample.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const root = new URL('../', import.meta.url);
const folder = new URL('.github/workflows/', root);

interface Step {
  name?: string;
  run?: string;
}

interface Workflow {
  permissions: object;
  jobs: Record<string, { steps?: Step[] }>;
}

for (const file of readdirSync(folder)) {
  const text = read(`.github/workflows/${file}`);
  const { permissions, jobs } = load(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => job.steps ?? []);

  test(`${file}: every action is pinned by commit, with its version`, () => {
    const used = [...text.matchAll(/^ +(?:- )?uses: (.*)$/gm)].map(([, value]) => value!);
    assert.ok(used.length > 0);
    for (const action of used)
      assert.match(
        action,
        /^(?:(?:actions|docker|github|ossf)\/[\w/-]+@[0-9a-f]{40} # v[\d.]+|\.\/\.github\/workflows\/build\.yml)$/,
      );
  });

  test(`${file}: says what it may do`, () => assert.ok(Object.keys(permissions).length > 0));

  test(`${file}: scripts and executables that it names are there`, () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: object };
    const commands = steps.map(({ run }) => run ?? '').join('\n');
    for (const [, name] of commands.matchAll(/npm run ([\w-]+)/g)) assert.ok(name! in scripts, name);
    for (const [path] of commands.matchAll(/scripts\/[\w./-]+\.mjs/g))
      assert.ok(existsSync(new URL(path, root)), path);
    for (const [name] of text.matchAll(/prepare-contrast-(linux|darwin|windows)-\w+(\.exe)?/g))
      assert.ok(targets.map(executableOf).includes(name), name);
  });
}

const { name, version } = JSON.parse(read('package.json')) as { name: string; version: string };

hostTest('npm', 'release.yml: npm publishes the package that the release contains', async () => {
  const { jobs } = load(read('.github/workflows/release.yml')) as Workflow;
  const command = jobs.publish!.steps!.find((step) => step.name === 'npm')!.run!;
  const runner = temporaryFolder();
  mkdirSync(join(runner, 'release'));
  const { integrity } = pack(join(runner, 'release'));
  const env = {
    ...OFFLINE,
    npm_config_dry_run: 'true',
    npm_config_json: 'true',
    GITHUB_REF_NAME: `v${version}`,
  };
  const { status, stdout, stderr } = shell(command, runner, env);
  assert.equal(status, 0, stderr);
  const answer = JSON.parse(stdout);
  const published = answer[name] ?? answer; // npm 11 has the name of the package as a key
  assert.deepEqual([published.id, published.integrity], [`${name}@${version}`, integrity]);
});

hostTest(
  'npm',
  'docs/ci.md: its commands run, and its inputs are those of the action and of the hooks',
  async () => {
    const blocks = [...read('docs/ci.md').matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, block]) =>
      load(block!),
    );
    const [github, gitlab, azure, preCommit] = blocks as [
      { jobs: Record<string, { steps: { uses: string; with?: object }[] }> },
      { contrast: { script: string[] } },
      { steps: { script?: string }[] },
      { repos: { rev: string; hooks: { id: string }[] }[] },
    ];
    const { inputs } = load(read('action.yml')) as { inputs: object };
    const used = github.jobs.contrast!.steps.find(({ uses }) => uses.startsWith('prepare-contrast/'))!;
    assert.ok(used.uses.endsWith(`@v${version}`), used.uses);
    for (const input of Object.keys(used.with!)) assert.ok(input in inputs, input);
    const hooks = (load(read('.pre-commit-hooks.yaml')) as { id: string }[]).map(({ id }) => id);
    for (const { id } of preCommit.repos[0]!.hooks) assert.ok(hooks.includes(id), id);
    assert.equal(preCommit.repos[0]!.rev, `v${version}`);

    const examples = [
      { script: gitlab.contrast.script, file: 'gl-code-quality-report.json' },
      { script: azure.steps.flatMap(({ script }) => script ?? []), file: 'prepare-contrast.sarif' },
    ];
    for (const { script, file } of examples) {
      const job = temporaryFolder();
      mkdirSync(join(job, 'manifests'));
      writeFileSync(join(job, 'prepare-contrast.yaml'), functionConfig({ platform: 'AKS-CLH-SNP' }));
      writeFileSync(join(job, 'manifests/web.yaml'), sample['web.yaml']);
      const prefix = join(job, 'prefix');
      const env = { ...OFFLINE, npm_config_prefix: prefix, PATH: `${prefix}/bin:${process.env.PATH}` };
      const [install, ...checks] = script;
      assert.equal(install, `npm install --global ${name}@${version}`);
      const installed = shell(`npm install --global ./${pack(job).filename}`, job, env);
      assert.equal(installed.status, 0, installed.stderr);
      for (const check of checks) {
        const { status, stderr } = shell(check, job, env);
        assert.equal(status, 1, stderr);
      }
      assert.match(readFileSync(join(job, 'report.xml'), 'utf8'), /<testsuites name="prepare-contrast"/);
      const report = JSON.parse(readFileSync(join(job, file), 'utf8'));
      assert.notEqual((report.runs?.[0].results ?? report).length, 0);
    }
  },
);

/** npm with no registry. */
const OFFLINE = {
  ...process.env,
  npm_config_offline: 'true',
  npm_config_registry: 'http://127.0.0.1:9/',
  npm_config_fetch_retries: '0',
};

/** Packs the npm package as a release does. */
function pack(target: string): { filename: string; integrity: string } {
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', target];
  return JSON.parse(execFileSync('npm', args, { cwd: root, encoding: 'utf8' }))[0];
}

function shell(command: string, cwd: string, env: NodeJS.ProcessEnv) {
  return spawnSync('sh', ['-ec', command], { cwd, env, encoding: 'utf8' });
}

function read(file: string): string {
  return readFileSync(new URL(file, root), 'utf8');
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
