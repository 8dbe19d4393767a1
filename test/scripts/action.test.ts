// The steps of the GitHub Action that are commands, with the files and variables that a runner gives them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { load } from 'js-yaml';
import { root } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';

interface Action {
  inputs: Record<string, { default: string }>;
  outputs: Record<string, { value: string }>;
  runs: { steps: { name?: string; run?: string; env?: Record<string, string> }[] };
}

const action = load(readFileSync(`${root}action.yml`, 'utf8')) as Action;

interface Ran {
  code: number;
  outputs: Record<string, string>;
  summary: string;
  log: string;
}

/** Runs the steps of the action that are commands, but for the build, which was done before the tests. Inputs without a value have their default. */
function runAction(workspace: Workspace, given: Record<string, string>): Ran {
  const [output, summary] = ['output', 'summary'].map((name) => workspace.write(name, ''));
  const outputs = (): Record<string, string> =>
    Object.fromEntries(
      readFileSync(output!, 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(/=(.*)/s).slice(0, 2)),
    );
  const evaluate = (expression: string): string => {
    const [, kind, name] = /^\$\{\{ (inputs|steps\.run\.outputs)\.([\w-]+) \}\}$/.exec(expression)!;
    if (kind !== 'inputs') return outputs()[name!]!;
    assert.ok(name! in action.inputs, name);
    return given[name!] ?? action.inputs[name!]!.default;
  };
  let log = '';
  for (const { name, run, env = {} } of action.runs.steps) {
    if (run === undefined || name === 'Build') continue;
    const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', run], {
      cwd: workspace.folder,
      encoding: 'utf8',
      env: {
        ...process.env,
        GITHUB_ACTION_PATH: root.slice(0, -1),
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: workspace.folder,
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, evaluate(value)])),
      },
    });
    log += stdout + stderr;
    if (status !== 0)
      return { code: status!, outputs: outputs(), summary: readFileSync(summary!, 'utf8'), log };
  }
  return { code: 0, outputs: outputs(), summary: readFileSync(summary!, 'utf8'), log };
}

const ARGUMENTS = '--platform=AKS-CLH-SNP';

test('the action prepares manifests in place and checks them', () =>
  inWorkspace(async (workspace) => {
    workspace.write('manifests/web.yaml', sample['web.yaml']);
    const unprepared = runAction(workspace, { path: 'manifests', arguments: ARGUMENTS });
    assert.equal(unprepared.code, 1, unprepared.log);
    assert.deepEqual(unprepared.outputs, { 'exit-code': '1', sarif: 'prepare-contrast.sarif' });
    assert.match(unprepared.summary, /runtimeClassName/);
    const findings = JSON.parse(workspace.read('prepare-contrast.sarif')) as {
      runs: { results: unknown[] }[];
    };
    assert.ok(findings.runs[0]!.results.length > 0);
    assert.equal(workspace.read('manifests/web.yaml'), sample['web.yaml']);

    const prepare = runAction(workspace, { command: 'files', path: 'manifests', arguments: ARGUMENTS });
    assert.equal(prepare.code, 0, prepare.log);
    assert.deepEqual(prepare.outputs, { 'exit-code': '0', sarif: '' });
    assert.match(workspace.read('manifests/web.yaml'), /runtimeClassName/);

    const prepared = runAction(workspace, { path: 'manifests', arguments: ARGUMENTS, sarif: 'other.sarif' });
    assert.equal(prepared.code, 0, prepared.log);
    assert.equal(prepared.outputs.sarif, 'other.sarif');
  }));

test('the action fails without findings after wrong arguments, and on an unknown command', () =>
  inWorkspace(async (workspace) => {
    workspace.write('web.yaml', sample['web.yaml']);
    const wrong = runAction(workspace, { arguments: '--platform\nnone' });
    assert.equal(wrong.code, 2);
    assert.deepEqual(wrong.outputs, { 'exit-code': '2', sarif: '' });
    assert.match(wrong.log + wrong.summary, /unknown platform "none"/);
    const unknown = runAction(workspace, { command: 'change' });
    assert.equal(unknown.code, 2);
    assert.match(unknown.log, /::error::input command: change is not one of check, files/);
  }));
