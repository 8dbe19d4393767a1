import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type VmSize, vmSize } from '../../src/contrast/vm-size.ts';
import { type ContainerRow, podOf, workloadOf } from '../support/manifests.ts';

function sizeOf(rows: ContainerRow[], spec: string, extra = '', others = ''): VmSize | undefined {
  const { workload, facts } = workloadOf(podOf(rows, extra) + others, spec);
  return vmSize(workload, facts);
}

/** The example of the Contrast documentation, Prepare deployment files, Pod resources. */
const example: ContainerRow[] = [
  ['main', 'memory: 128Mi'],
  ['main', 'memory: 64Mi'],
];
const runtimeClass =
  '---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: any}\nhandler: contrast-cc\noverhead: {podFixed: {memory: 256Mi}}\n';

test('128Mi and 64Mi with an overhead of 256Mi are a VM of 448Mi', () => {
  const expected = {
    podLimit: 192,
    added: 0,
    injected: [],
    guestMemory: 256,
    overhead: 256,
    vmMemory: 448,
    nodeMemory: 448,
    vcpus: 1,
    withoutLimit: [],
  };
  assert.deepEqual(sizeOf(example, 'platform: Metal-QEMU-SNP\noverhead: 256Mi'), expected);
  assert.deepEqual(sizeOf(example, 'platform: Metal-QEMU-SNP', '', runtimeClass), expected);
  assert.deepEqual(
    sizeOf(example, 'platform: Metal-QEMU-SNP', 'runtimeClassName: contrast-cc', runtimeClass),
    expected,
  );
});

test('a pod without its own overhead has the figures of its platform', () => {
  const rows: [spec: string, extra: string, vm: number, node: number][] = [
    ['platform: Metal-QEMU-SNP', '', 192 + 512, 192 + 682],
    ['platform: Metal-QEMU-SNP-GPU', '', 192 + 1024, 192 + 1194],
    ['platform: AKS-CLH-SNP', '', 192 + 256, 192 + 426],
    ['platform: Metal-QEMU-SNP\noverhead: 682Mi', '', 192 + 512, 192 + 682],
    ['platform: Metal-QEMU-SNP\noverhead: 1Gi\nguestMemory: 600Mi', '', 192 + 600, 192 + 1024],
    ['platform: Metal-QEMU-SNP\nguestMemory: 600Mi', '', 192 + 600, 192 + 682],
    // A specific class is the platform of its pod; what is configured is about the configured platform.
    [
      'platform: Metal-QEMU-SNP\noverhead: 256Mi',
      'runtimeClassName: contrast-cc-metal-qemu-tdx-gpu',
      192 + 1024,
      192 + 1194,
    ],
    [
      'platform: Metal-QEMU-SNP',
      'runtimeClassName: contrast-cc-metal-qemu-snp-gpu-0a1b2c3d',
      192 + 1024,
      192 + 1194,
    ],
  ];
  for (const [spec, extra, vm, node] of rows) {
    const size = sizeOf(example, spec, extra);
    assert.deepEqual([size?.vmMemory, size?.nodeMemory], [vm, node], `${spec} ${extra}`);
  }
});

test('the VM drops what a limit has beyond whole MiB, the node does not', () => {
  const size = sizeOf([['main', 'memory: 100M']], 'platform: Metal-QEMU-SNP');
  assert.deepEqual([size?.podLimit, size?.vmMemory, size?.nodeMemory], [95, 607, 778]);
});

test('without any limit a VM has its default memory', () => {
  // Older releases inject an Initializer without a limit, newer ones give it 50Mi.
  assert.equal(sizeOf([['main', '']], 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.12"')?.vmMemory, 512);
  assert.equal(sizeOf([['main', '']], 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.16"')?.vmMemory, 562);
  assert.deepEqual(sizeOf([['main', '']], 'platform: AKS-CLH-SNP'), {
    podLimit: 0,
    added: 0,
    injected: [],
    guestMemory: 256,
    overhead: 426,
    vmMemory: 2048,
    nodeMemory: 426,
    vcpus: 1,
    withoutLimit: ['container "a"'],
  });
});

test('the number of CPUs is the limit rounded up, and one', () => {
  const rows: [limit: string, vcpus: number][] = [
    ['cpu: "1"', 2],
    ['cpu: 1.25', 3],
    ['cpu: 0', 1],
    ['cpu: 100m', 2],
    ['', 1],
  ];
  for (const platform of ['AKS-CLH-SNP', 'Metal-QEMU-SNP']) {
    for (const [limit, vcpus] of rows)
      assert.equal(sizeOf([['main', limit]], `platform: ${platform}`)?.vcpus, vcpus, limit);
  }
  assert.equal(
    sizeOf(
      [
        ['main', 'cpu: 600m'],
        ['main', 'cpu: 600m'],
      ],
      'platform: AKS-CLH-SNP',
    )?.vcpus,
    3,
  );
});

test('the size is unknown where a limit cannot be read', () => {
  assert.equal(sizeOf([['main', 'memory: 010']], 'platform: Metal-QEMU-SNP'), undefined);
  assert.equal(sizeOf([['main', 'cpu: many']], 'platform: Metal-QEMU-SNP'), undefined);
});
