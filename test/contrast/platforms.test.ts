import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlatform, platforms } from '../../src/contrast/platforms.ts';
import { releases } from '../../src/contrast/releases.ts';
import { parseVersion } from '../../src/contrast/version.ts';

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

const NEWEST = releases.newest.name;

test('each platform has the figures of its release', () => {
  const rows: [name: string, guest: number, overhead: number, version: string][] = [
    ['Metal-QEMU-SNP', 512, 682, NEWEST],
    ['Metal-QEMU-SNP-GPU', 1024, 1194, NEWEST],
    ['Metal-QEMU-TDX', 512, 682, NEWEST],
    ['Metal-QEMU-TDX-GPU', 1024, 1194, NEWEST],
    ['Metal-QEMU-Insecure', 512, 682, NEWEST],
    ['Metal-QEMU-GPU-Insecure', 1024, 1194, NEWEST],
    ['Metal-QEMU-TDX-Insecure', 512, 682, '1.21'],
    ['AKS-CLH-SNP', 256, 426, '1.12'],
  ];
  for (const [name, guest, overhead, version] of rows) {
    const choice = found(name);
    assert.deepEqual(
      [
        choice.platform.name,
        choice.platform.guestMemory,
        choice.platform.overhead,
        choice.release.name,
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

test('where the release that added or removed a platform is inferred, it is used with a warning', () => {
  for (const [name, version, since] of [
    ['Metal-QEMU-Insecure', '1.18', 'since 1.22'],
    ['Metal-QEMU-TDX-Insecure', '1.25', 'until 1.21'],
  ] as const)
    assert.match(found(name, version).warnings.join(), new RegExp(`not certain.*${since} is inferred`));
});
