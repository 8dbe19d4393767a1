import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isConfidential, readRuntimeClass } from '../../src/contrast/runtime-class.ts';

test('each kind of class is recognized', () => {
  const rows: [name: string, kind: string, detail?: string][] = [
    ['contrast-cc', 'default'],
    ['kata-cc-isolation', 'aks'],
    ['contrast-cc-metal-qemu-snp', 'specific', 'Metal-QEMU-SNP'],
    ['contrast-cc-metal-qemu-snp-gpu', 'specific', 'Metal-QEMU-SNP-GPU'],
    ['contrast-cc-metal-qemu-tdx', 'specific', 'Metal-QEMU-TDX'],
    ['contrast-cc-metal-qemu-tdx-gpu', 'specific', 'Metal-QEMU-TDX-GPU'],
    ['contrast-cc-aks-clh-snp', 'specific', 'AKS-CLH-SNP'],
    ['contrast-cc-metal-qemu-snp-0a1b2c3d', 'versioned', 'Metal-QEMU-SNP'],
    ['contrast-cc-metal-qemu-snp-gpu-0a1b2c3d', 'versioned', 'Metal-QEMU-SNP-GPU'],
    ['contrast-cc-aks-clh-snp-7173acb5', 'versioned', 'AKS-CLH-SNP'],
    ['contrast-cc-0123456789abcdef0123456789abcdef', 'versioned'],
    ['contrast-insecure', 'insecure'],
    ['contrast-insecure-metal-qemu', 'insecure', 'Metal-QEMU-Insecure'],
    ['contrast-insecure-metal-qemu-snp', 'insecure', 'Metal-QEMU-SNP-Insecure'],
    ['contrast-insecure-metal-qemu-0a1b2c3d', 'insecure', 'Metal-QEMU-Insecure'],
    ['contrast-cc-k3s-qemu-snp', 'removed', 'contrast-cc-metal-qemu-snp'],
    ['contrast-cc-k3s-qemu-snp-gpu', 'removed', 'contrast-cc-metal-qemu-snp-gpu'],
    ['contrast-cc-k3s-qemu-tdx-0a1b2c3d', 'removed', 'contrast-cc-metal-qemu-tdx'],
    ['contrast-cc-rke2-qemu-tdx', 'removed', 'contrast-cc-metal-qemu-tdx'],
    ['contrast_cc', 'typo', 'contrast-cc'],
    ['contrastcc', 'typo', 'contrast-cc'],
    ['contrast-c', 'typo', 'contrast-cc'],
    ['contrast', 'foreign'],
    ['Contrast-CC', 'typo', 'contrast-cc'],
    ['contarst-cc', 'typo', 'contrast-cc'],
    ['contrast-cc-', 'typo', 'contrast-cc'],
    ['contrast-cc-metal-qemu-spn', 'typo', 'contrast-cc-metal-qemu-snp'],
    ['contrast-cc-metal_qemu_snp', 'typo', 'contrast-cc-metal-qemu-snp'],
    ['contrast-cc-metal-qemu-snp-0a1b', 'typo', 'contrast-cc-metal-qemu-snp'],
    ['kata_cc_isolation', 'typo', 'kata-cc-isolation'],
    ['kata-cc', 'foreign'],
    ['kata-qemu-snp', 'foreign'],
    ['runc', 'foreign'],
    ['gvisor', 'foreign'],
    ['nvidia', 'foreign'],
    ['', 'foreign'],
  ];
  for (const [name, kind, detail] of rows) {
    const reading = readRuntimeClass(name);
    const found =
      reading.kind === 'typo'
        ? reading.suggestion
        : reading.kind === 'removed'
          ? reading.replacement
          : 'platform' in reading
            ? reading.platform?.name
            : undefined;
    assert.deepEqual([name, reading.kind, found], [name, kind, detail]);
  }
});

test('only classes of confidential hardware count as confidential', () => {
  for (const name of [
    'contrast-cc',
    'kata-cc-isolation',
    'contrast-cc-metal-qemu-tdx',
    'contrast-cc-metal-qemu-tdx-0a1b2c3d',
  ]) {
    assert.ok(isConfidential(readRuntimeClass(name)), name);
  }
  for (const name of ['runc', 'contrast_cc', 'contrast-insecure', 'contrast-cc-k3s-qemu-snp']) {
    assert.ok(!isConfidential(readRuntimeClass(name)), name);
  }
});
