// Validates the custom resources of the examples against the definitions of their controllers.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import { hostPath, hostTest, root } from '../hosts/programs.ts';
import { inWorkspace, type Outcome, type Workspace } from '../hosts/workspace.ts';
import { example } from './examples.ts';

const FILES = ['flux/cluster.yaml', 'argocd/plugin/application.yaml'];

function validate(workspace: Workspace, file: string): Promise<Outcome> {
  return workspace.run(hostPath('kubectl-validate'), ['--local-crds', join(root, '.tools/crds'), file]);
}

for (const file of FILES) {
  hostTest(
    ['kubectl-validate', 'custom resource definitions'],
    `examples/${file} is valid by the definitions of its controller`,
    () =>
      inWorkspace(async (workspace) => {
        const { code, stdout, stderr } = await validate(workspace, join(root, 'examples', file));
        assert.equal(code, 0, stdout + stderr);
        // So that this test can fail.
        for (const object of example<{ spec: object }>(file)) {
          const wrong = { ...object, spec: { ...object.spec, misspelt: true } };
          const refused = await validate(workspace, workspace.write('wrong.yaml', dump(wrong)));
          assert.match(refused.stderr, /spec\.misspelt/);
        }
      }),
  );
}
