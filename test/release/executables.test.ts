// The standalone executables. What they do is tested by the golden and host tests with PROGRAM; here is what only they have.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bunHere } from '../../scripts/release/bun.mjs';
import { executableOf, targetHere, targets } from '../../scripts/release/targets.mjs';
import { root } from '../hosts/programs.ts';
import { sample } from '../hosts/sample.ts';
import { folder, product, releaseTest } from './artefacts.ts';

const here = targetHere();

for (const target of targets) {
  releaseTest(`${executableOf(target)} is an executable of its system`, () => {
    const [system, machine] = formatOf(readFileSync(folder + executableOf(target)));
    assert.deepEqual([system, machine], [target.os, target.arch]);
  });
}

if (here !== undefined) {
  const executable = folder + executableOf(here);

  releaseTest('the executable holds every command, also those that are loaded on demand', () => {
    const call = (...args: string[]) =>
      spawnSync(executable, args, { encoding: 'utf8', cwd: root, input: sample['web.yaml'] });
    assert.equal(call('--version').stdout, `${product.version}\n`);
    assert.match(call('explain', 'runtime-class').stdout, /runtime-class/);
    const checked = call('check', '--platform', 'Metal-QEMU-SNP', 'examples/application/web.yaml');
    assert.equal(checked.status, 1, checked.stderr);
    assert.match(checked.stdout, /runtimeClassName/);
  });

  releaseTest('files in the working directory neither run code in the executable nor configure it', () => {
    const strange = mkdtempSync(join(tmpdir(), 'prepare-contrast-strange-'));
    try {
      const proof = join(strange, 'proof');
      const write = (name: string, text: string): void => writeFileSync(join(strange, name), text);
      write('bunfig.toml', 'preload = ["./strange.js"]\n[run]\npreload = ["./strange.js"]\n');
      write('strange.js', `require('node:fs').writeFileSync(${JSON.stringify(proof)}, '');\n`);
      for (const name of ['.env', '.env.local', '.env.production'])
        write(name, 'PREPARE_CONTRAST_PLATFORM=Metal-QEMU-SNP\n');
      write('program.js', 'process.exitCode = process.env.PREPARE_CONTRAST_PLATFORM ? 0 : 3;\n');
      const call = (command: string, ...args: string[]) =>
        spawnSync(command, args, { cwd: strange, input: sample['web.yaml'], encoding: 'utf8' });

      const { status, stderr } = call(executable);
      assert.equal(status, 2, 'the platform of .env was not taken');
      assert.match(stderr, /platform/);
      assert.ok(!existsSync(proof), 'the script of bunfig.toml did not run');

      // What these files do otherwise, so that this test can fail.
      assert.equal(call(bunHere(), 'program.js').status, 0);
      assert.ok(existsSync(proof));
    } finally {
      rmSync(strange, { recursive: true });
    }
  });
}

/** System and machine by the head of an executable; what is for Apple's machines has to be signed too, or it is killed there. */
function formatOf(bytes: Buffer): [system: string, machine: string] {
  if (bytes.toString('latin1', 0, 4) === '\x7fELF') {
    return ['linux', { 62: 'amd64', 183: 'arm64' }[bytes.readUInt16LE(18)] ?? 'unknown'];
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) {
    assert.ok(isSigned(bytes), 'there is a code signature');
    return ['darwin', { 16777223: 'amd64', 16777228: 'arm64' }[bytes.readUInt32LE(4)] ?? 'unknown'];
  }
  const header = bytes.readUInt32LE(0x3c);
  assert.equal(bytes.toString('latin1', header, header + 4), 'PE\0\0');
  return ['windows', { 34404: 'amd64', 43620: 'arm64' }[bytes.readUInt16LE(header + 4)] ?? 'unknown'];
}

/** Whether a Mach-O file has the load command LC_CODE_SIGNATURE and a signature where that points. */
function isSigned(bytes: Buffer): boolean {
  let offset = 32;
  for (let left = bytes.readUInt32LE(16); left > 0; left--) {
    if (bytes.readUInt32LE(offset) === 0x1d)
      return bytes.readUInt32BE(bytes.readUInt32LE(offset + 8)) === 0xfade0cc0;
    offset += bytes.readUInt32LE(offset + 4);
  }
  return false;
}
