import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlatform, platforms } from '../../src/contrast/platforms.ts';
import { formatVersion, parseVersion } from '../../src/contrast/version.ts';

function found(name: string, version?: string) {
  const choice = findPlatform(name, version === undefined ? undefined : parseVersion(version));
  assert.ok(!('error' in choice), 'error' in choice ? choice.error : '');
  return choice;
}

function refused(name: string, version?: string): string {
  const choice = findPlatform(name, version === undefined ? undefined : parseVersion(version));
  assert.ok('error' in choice, `${name} ${version} was accepted`);
  return choice.error;
}

test('each platform has the figures of its release', () => {
  const rows: [name: string, guest: number, overhead: number, version: string][] = [
    ['Metal-QEMU-SNP', 512, 682, '1.18'],
    ['Metal-QEMU-SNP-GPU', 1024, 1194, '1.18'],
    ['Metal-QEMU-TDX', 512, 682, '1.18'],
    ['Metal-QEMU-TDX-GPU', 1024, 1194, '1.18'],
    ['Metal-QEMU-Insecure', 512, 682, '1.18'],
    ['AKS-CLH-SNP', 256, 426, '1.12'],
  ];
  for (const [name, guest, overhead, version] of rows) {
    const choice = found(name);
    assert.deepEqual(
      [
        choice.platform.name,
        choice.platform.guestMemory,
        choice.platform.overhead,
        formatVersion(choice.version),
        choice.warnings,
      ],
      [name, guest, overhead, version, []],
    );
  }
});

test('names are read in any case', () => {
  for (const { name } of platforms) {
    assert.equal(found(name.toLowerCase()).platform.name, name);
    assert.equal(found(name.toUpperCase()).platform.name, name);
  }
});

test('removed names are mapped with a warning', () => {
  const rows = {
    'K3s-QEMU-SNP': 'Metal-QEMU-SNP',
    'k3s-qemu-snp-gpu': 'Metal-QEMU-SNP-GPU',
    'K3S-QEMU-TDX': 'Metal-QEMU-TDX',
    'RKE2-QEMU-TDX': 'Metal-QEMU-TDX',
  };
  for (const [name, current] of Object.entries(rows)) {
    const { platform, warnings } = found(name);
    assert.equal(platform.name, current);
    assert.match(warnings.join(), new RegExp(`${name} was removed.*${current}`));
  }
});

test('a platform is refused at a release that does not have it', () => {
  assert.equal(found('AKS-CLH-SNP', '1.12').platform.host, 'aks');
  assert.match(refused('AKS-CLH-SNP', '1.13'), /1\.13 does not have.*set contrastVersion to 1\.12 or older/);
  assert.match(
    refused('Metal-QEMU-TDX-GPU', '1.17'),
    /came with 1\.18.*set contrastVersion to 1\.18 or newer/,
  );
});

test('an unknown name lists the known ones and the nearest', () => {
  assert.match(refused('Metal-QEMU-SPN'), /did you mean Metal-QEMU-SNP\?/);
  assert.match(refused('constructor'), /unknown platform/);
  assert.match(refused('AKS'), /unknown platform "AKS"\. Known platforms: Metal-QEMU-SNP, .*AKS-CLH-SNP/);
});

test('old releases had one overhead', () => {
  assert.equal(found('AKS-CLH-SNP', '1.2').platform.overhead, 1152);
  assert.equal(found('AKS-CLH-SNP', '1.5').platform.overhead, 426);
});

test('only platforms that can measure several vCPUs may have them', () => {
  const bounds = Object.fromEntries(platforms.map(({ name, maxVcpus }) => [name, maxVcpus]));
  assert.deepEqual(bounds['Metal-QEMU-SNP'], { single: 1, multi: 220 });
  assert.deepEqual(bounds['Metal-QEMU-SNP-GPU'], { single: 1, multi: 220 });
  assert.deepEqual(bounds['Metal-QEMU-TDX'], { single: 1, multi: 220 });
  assert.deepEqual(bounds['Metal-QEMU-TDX-GPU'], { single: 1, multi: 1 });
  assert.equal(bounds['AKS-CLH-SNP'], undefined);
});
