// What Helm hands to a post-renderer, recorded with a real chart, straight into the program.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { objects, unreported } from './compare.ts';
import { intendedOnly, spec } from './corpus.ts';
import { functionConfig } from './host.ts';
import { corpusTest } from './programs.ts';
import { changedLines, reportedBy } from './recorded.ts';
import { inWorkspace } from './workspace.ts';

for (const [program, stream] of [
  ['helm 3', 'helm3-vault-stream.yaml'],
  ['helm 4', 'helm4-vault-stream.yaml'],
] as const) {
  corpusTest(
    program,
    `the stream of ${program} on stdin comes out prepared and otherwise as it was`,
    (folder) =>
      inWorkspace(async (workspace) => {
        const input = readFileSync(`${folder}/manifests/${stream}`, 'utf8');
        workspace.write('prepare-contrast.yaml', functionConfig(spec));
        const call = (text: string) =>
          workspace.run('prepare-contrast', ['post-render', '--config', 'prepare-contrast.yaml'], {
            input: text,
          });

        const first = await call(input);
        assert.equal(first.code, 0, first.stderr);
        intendedOnly(changedLines(workspace));
        assert.match(first.stdout, /runtimeClassName: contrast-cc/);
        assert.deepEqual(
          unreported(objects(input), objects(first.stdout), await reportedBy(workspace, spec)),
          [],
        );

        const second = await call(first.stdout);
        assert.equal(second.stdout, first.stdout);
      }),
  );
}
