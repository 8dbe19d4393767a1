// The npm package, packed and installed into an empty project as a user does it. It has no dependencies, so no registry is asked.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { inWorkspace, type Workspace } from '../hosts/workspace.ts';
import { folder, product, releaseTest } from './artefacts.ts';

const tarball = `${folder}${product.name}-${product.version}.tgz`;

releaseTest('publint finds nothing to say about the npm package', async () => {
  const bytes = readFileSync(tarball);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
  assert.deepEqual(
    messages.map((message) => formatMessage(message, pkg)),
    [],
  );
});

releaseTest('the npm package contains the expected files', () => {
  const { stdout } = spawnSync('tar', ['-tzf', tarball], { encoding: 'utf8' });
  // The names of chunks are hashes; the internal declarations of types change with the sources.
  const names = stdout
    .trim()
    .split('\n')
    .map((name) =>
      name
        .replace(/^package\//, '')
        .replace(
          /^(dist\/library\/)(?:chunks\/.*|.*\/.*(\.d\.ts))$/,
          (_, folder, type) => `${folder}${type ? '**/*.d.ts' : 'chunks/*.js'}`,
        ),
    );
  const expected = new URL('packed-files.txt', import.meta.url);
  const list = `${[...new Set(names)].sort().join('\n')}\n`;
  if (process.env.UPDATE_EXPECTED === '1') writeFileSync(expected, list);
  assert.equal(list, readFileSync(expected, 'utf8'));
});

releaseTest('the npm package, installed, has the program', () =>
  inProject(async (workspace) => {
    const help = await workspace.run('npx', ['--no-install', 'prepare-contrast', '--help']);
    assert.match(help.stdout, /^prepare-contrast \S+\nprepares Kubernetes manifests/);
    const { code, stdout, stderr } = await workspace.run(
      'npx',
      ['--no-install', 'prepare-contrast', '--platform', 'Metal-QEMU-SNP'],
      { input: sample['web.yaml'] },
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^ {6}runtimeClassName: contrast-cc$/m);
  }),
);

releaseTest('the npm package runs by npx without being installed', () =>
  inWorkspace(async (workspace) => {
    const call = ['--yes', '--offline', '--package', tarball, 'prepare-contrast', '--version'];
    const { code, stdout, stderr } = await workspace.run('npx', call);
    assert.equal(code, 0, stderr);
    assert.equal(stdout, `${product.version}\n`);
  }),
);

releaseTest('the npm package, installed globally, brings the manual page to where man looks', () =>
  inWorkspace(async (workspace) => {
    const prefix = join(workspace.folder, 'prefix');
    const install = ['install', '--global', '--prefix', prefix, '--offline', '--no-audit'];
    const { code, stderr } = await workspace.run('npm', [...install, tarball]);
    assert.equal(code, 0, stderr);
    const page = readFileSync(join(prefix, 'share/man/man1/prepare-contrast.1'), 'utf8');
    assert.match(page, /^\.TH PREPARE/m);
  }),
);

const USE = `
const answer = run('apiVersion: v1\\nkind: Pod\\nmetadata: {name: web}\\nspec: {containers: [{name: web, image: "web:1"}]}\\n', {
  configuration: {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', memory: { default: '128Mi' } },
  },
  rules: rules.filter((rule) => rule.id === 'runtime-class'),
});
console.log(answer.output + version);
`;
const USED = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {runtimeClassName: contrast-cc, containers: [{name: web, image: "web:1"}]}
${product.version}
`;
const NAMES = '{ run, rules, version }';

for (const [file, first] of [
  ['use.mjs', `import ${NAMES} from 'prepare-contrast';`],
  ['use.cjs', `const ${NAMES} = require('prepare-contrast');`],
] as const) {
  releaseTest(`the npm package, installed, is a library: ${first}`, () =>
    inProject(async (workspace) => {
      workspace.write(file, first + USE);
      const { stdout, stderr } = await workspace.run(process.execPath, [file]);
      assert.equal(stdout, USED, stderr);
    }),
  );
}

releaseTest('the npm package, installed, has types and the function for the kpt SDK', () =>
  inProject(async (workspace) => {
    for (const name of ['kpt-functions', '@types'])
      symlinkSync(join(root, 'node_modules', name), join(workspace.folder, 'node_modules', name));
    workspace.write(
      'use.ts',
      `import { type RunResult, PreparationError, type Result, type Rule, rules, run } from 'prepare-contrast';
import { prepareContrast } from 'prepare-contrast/kpt';
import type { KptFunc } from 'kpt-functions';
const answer: RunResult = run('', { allowEmpty: true, environment: process.env });
const own: Rule = { ...rules[0]!, *inspect({ podSpec }) { podSpec satisfies object | undefined; } };
export const messages: string[] = answer.results.map((result: Result) => \`\${result.severity} \${result.message}\`);
export const kpt: KptFunc = prepareContrast;
export { own, PreparationError };
// @ts-expect-error: a configuration is data, not a function
run('', { configuration: () => 1 });
`,
    );
    workspace.write(
      'tsconfig.json',
      JSON.stringify({
        compilerOptions: {
          module: 'nodenext',
          target: 'es2023',
          strict: true,
          types: ['node'],
          noEmit: true,
        },
        files: ['use.ts'],
      }),
    );
    const { code, stdout } = await workspace.run(process.execPath, [
      join(root, 'node_modules/typescript/bin/tsc'),
    ]);
    assert.equal(code, 0, stdout);
    const called = await workspace.run(process.execPath, [
      '-e',
      `import('prepare-contrast/kpt').then(({ prepareContrast: kpt }) => console.log(typeof kpt, kpt.usage))`,
    ]);
    assert.match(called.stdout, /^function Prepares Kubernetes workloads/);
  }),
);

/** An empty project with nothing but the package in it. */
function inProject(body: (workspace: Workspace) => Promise<void>): Promise<void> {
  return inWorkspace(async (workspace) => {
    mkdirSync(join(workspace.folder, 'node_modules'));
    workspace.write('package.json', '{ "private": true }\n');
    const install = ['install', '--offline', '--no-audit', '--no-fund', tarball];
    const { code, stderr } = await workspace.run('npm', install);
    assert.equal(code, 0, stderr);
    await body(workspace);
  });
}
