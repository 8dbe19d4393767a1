// The Helm 4 plugin as it is released: packed, and installed from the file.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { nameOf, targetHere } from '../../scripts/release/targets.mjs';
import { hostPath, hostTest, root } from './programs.ts';
import { sample } from './sample.ts';
import { inWorkspace } from './workspace.ts';

const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };
const here = targetHere();

for (const name of ['prepare-contrast-helm', ...(here ? [nameOf(here)] : [])]) {
  const file = `${name}-${version}.tgz`;
  hostTest(
    ['helm 4', 'the release'],
    `helm 4: the plugin is installed from ${file} and prepares a chart`,
    () =>
      inWorkspace(async (workspace) => {
        // What is run has to be what the file brought.
        workspace.write('bin/prepare-contrast', '#!/bin/sh\nexit 9\n', 0o755);
        workspace.write('chart/Chart.yaml', 'apiVersion: v2\nname: chart\nversion: 0.1.0\n');
        workspace.write('chart/templates/web.yaml', sample['web.yaml']);
        const helm = (...args: string[]) => workspace.run(hostPath('helm 4'), args);

        const installed = await helm('plugin', 'install', '--verify=false', `${root}dist/release/${file}`);
        assert.equal(installed.code, 0, installed.stderr);
        const listed = await helm('plugin', 'list');
        assert.match(listed.stdout, new RegExp(`^prepare-contrast\\s+${version}\\s+postrenderer/v1\\s`, 'm'));
        const flags = ['--post-renderer', 'prepare-contrast', '--post-renderer-args'];
        const { code, stdout, stderr } = await helm(
          'template',
          'web',
          'chart',
          ...flags,
          '--platform=Metal-QEMU-SNP',
        );
        assert.equal(code, 0, stderr);
        assert.match(stdout, /^ {6}runtimeClassName: contrast-cc$/m);
      }),
  );
}
