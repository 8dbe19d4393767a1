// How hosts behave where users trip over it; the README warns of each of these.
import assert from 'node:assert/strict';
import { dump } from 'js-yaml';
import { objects } from './compare.ts';
import { helm } from './helm.ts';
import { functionConfig } from './host.ts';
import { hostPath, hostTest, type Program } from './programs.ts';
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
    }),
  );
}

const hook = `apiVersion: v1
kind: Pod
metadata:
  name: hook
  annotations: {helm.sh/hook: post-install}
spec:
  containers: [{name: hook, image: example.com/hook:1, resources: {limits: {memory: 16Mi}}}]
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
