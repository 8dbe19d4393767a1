// Helm 4 and kpt print quoted text that ends with line breaks so that its quote closes in column 0.
import assert from 'node:assert/strict';
import { boundariesOf } from '../../src/yaml/document-boundaries.ts';
import { loadYaml } from '../../src/yaml/load.ts';
import { helm } from './helm.ts';
import { kpt } from './kpt.ts';
import { hostTest } from './programs.ts';
import { sample, spec } from './sample.ts';
import { inWorkspace } from './workspace.ts';

/** As in the dashboards and rules of kube-prometheus-stack. */
const NOTES = `apiVersion: v1
kind: ConfigMap
metadata: {name: notes}
data:
  single: 'first line

    second line

    '
  double: "first line\\n
    \\n
    second line
    "
`;

for (const host of [helm('helm 3', 'template'), helm('helm 4', 'template'), kpt('render', 'exec')]) {
  hostTest(host.program, `${host.title}: quoted text over several lines`, () =>
    inWorkspace(async (workspace) => {
      const files = { 'notes.yaml': NOTES, 'web.yaml': sample['web.yaml'] };
      const { code, stderr, manifests } = await host.prepare(workspace, { files, spec });
      assert.equal(code, 0, stderr);
      // js-yaml and most other parsers of YAML 1.2 reject it.
      const objects = boundariesOf(manifests).map(({ start, end }) =>
        loadYaml(manifests.slice(start, end)),
      ) as ({ kind: string; data?: object } | undefined)[];
      assert.deepEqual(objects.find((object) => object?.kind === 'ConfigMap')?.data, {
        single: 'first line\nsecond line\n',
        double: 'first line\n \n second line ',
      });
      assert.match(manifests, /runtimeClassName: contrast-cc/);
      if (host.program !== 'helm 3') assert.match(manifests, /^'$/m, 'the host closes a quote in column 0');
    }),
  );
}
