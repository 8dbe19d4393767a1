// How hosts behave where users trip over it; the README warns of each of these.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { objects } from './compare.ts';
import { helm } from './helm.ts';
import { functionConfig } from './host.ts';
import { hostPath, hostTest, type Program, prepareContrast } from './programs.ts';
import { sample, spec } from './sample.ts';
import { inWorkspace } from './workspace.ts';

const withoutExec: [Program, string[]][] = [
  ['kustomize 5', ['build']],
  ['kubectl 1.36', ['kustomize']],
  ['kubectl 1.32', ['kustomize']],
];
for (const [program, build] of withoutExec) {
  hostTest(program, `${program} without --enable-exec skips an exec function and succeeds`, () =>
    inWorkspace(async (workspace) => {
      workspace.write('build/web.yaml', sample['web.yaml']);
      workspace.write(
        'build/kustomization.yaml',
        dump({ resources: ['web.yaml'], transformers: ['fn.yaml'] }),
      );
      const annotations = { 'config.kubernetes.io/function': dump({ exec: { path: 'prepare-contrast' } }) };
      workspace.write('build/fn.yaml', functionConfig(spec, annotations));
      const { code, stdout } = await workspace.run(hostPath(program), [
        ...build,
        '--enable-alpha-plugins',
        'build',
      ]);
      assert.equal(code, 0);
      assert.equal(objects(stdout).length, 2);
      assert.doesNotMatch(stdout, /runtimeClassName/);
      const plain = await workspace.run(hostPath(program), [...build, 'build']);
      assert.equal(plain.code, 1);
      assert.match(plain.stderr, /external plugins disabled/);
    }),
  );
}

const READY = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  containers:
  - name: web
    image: web:1@sha256:${'0'.repeat(64)}
    resources: {limits: {memory: 64Mi}}
`;

hostTest('kustomize 5', 'the command that check names for a folder of init builds it, and check passes', () =>
  inWorkspace(async (workspace) => {
    workspace.write('.git/HEAD', '');
    workspace.write('base/web.yaml', READY);
    workspace.write('base/kustomization.yaml', 'resources: [web.yaml]\n');
    const cwd = join(workspace.folder, 'base');
    const run = (...args: string[]) => workspace.run(prepareContrast, args, { cwd });
    assert.equal(
      (await run('init', '--platform', 'Metal-QEMU-SNP', '--rules', '{image-memory: "off"}')).code,
      0,
    );
    const checked = await run('check', '.');
    assert.equal(checked.code, 2);
    const command = /Check the output of kustomize: kustomize (.*)$/m.exec(checked.stderr)![1]!;
    const shell = `${hostPath('kustomize 5')} ${command.replace('prepare-contrast check', '"$0" check')}`;
    const { code, stdout, stderr } = await workspace.run('sh', ['-c', shell, prepareContrast], { cwd });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /^Ready\.$/m);
  }),
);

const hook = `apiVersion: v1
kind: Pod
metadata:
  name: hook
  annotations: {helm.sh/hook: post-install}
spec:
  containers: [{name: hook, image: example.com/hook:1, resources: {limits: {memory: 64Mi}}}]
`;
for (const [program, prepared] of [
  ['helm 3', false],
  ['helm 4', true],
] as const) {
  hostTest(
    program,
    `${program} ${prepared ? 'hands hooks' : 'does not hand hooks'} to the post-renderer`,
    () =>
      inWorkspace(async (workspace) => {
        const { manifests } = await helm(program, 'template').prepare(workspace, {
          files: { ...sample, 'hook.yaml': hook },
          spec,
        });
        const pod = objects(manifests).find(({ metadata }) => (metadata as { name: string }).name === 'hook');
        const { runtimeClassName } = pod!.spec as { runtimeClassName?: string };
        assert.equal(runtimeClassName, prepared ? 'contrast-cc' : undefined);
      }),
  );
}
