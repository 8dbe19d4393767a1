// What only concerns kpt: configuration on its command line.
import assert from 'node:assert/strict';
import { hostPath, hostTest } from './programs.ts';
import { sample } from './sample.ts';
import { inWorkspace } from './workspace.ts';

hostTest('kpt', 'kpt fn eval: key=value pairs replace a configuration file', () =>
  inWorkspace(async (workspace) => {
    workspace.write('package/web.yaml', sample['web.yaml']);
    const call = [
      'fn',
      'eval',
      'package',
      '--exec',
      'prepare-contrast',
      '--',
      'platform=Metal-QEMU-TDX',
      'images.multiplier=10',
    ];
    const { code, stderr } = await workspace.run(hostPath('kpt'), call);
    assert.equal(code, 0, stderr);
    assert.match(workspace.read('package/web.yaml'), /^ {6}runtimeClassName: contrast-cc$/m);
  }),
);

hostTest('kpt', 'kpt fn eval: no configuration at all fails, and the package stays as it was', () =>
  inWorkspace(async (workspace) => {
    workspace.write('package/web.yaml', sample['web.yaml']);
    const { code, stderr } = await workspace.run(hostPath('kpt'), [
      'fn',
      'eval',
      'package',
      '--exec',
      'prepare-contrast',
    ]);
    assert.notEqual(code, 0);
    assert.match(stderr, /platform/);
    assert.equal(workspace.read('package/web.yaml'), sample['web.yaml']);
  }),
);
