import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  fullness,
  type NodeSize,
  type Packing,
  type PodGroup,
  pack,
} from '../../../src/report/costs/packing.ts';

const group = (memory: number, count = 1, cpus = 0, onEveryNode = false): PodGroup => ({
  title: `pod of ${memory}`,
  count,
  memory,
  cpus,
  onEveryNode,
});

/** The nodes as they would be written down one by one. */
function listed({ nodes }: Packing): { memory: number; cpus: number; pods: number[] }[] {
  return nodes.flatMap(({ count, memory, cpus, pods }) =>
    Array.from({ length: count }, () => ({
      memory,
      cpus,
      pods: pods.flatMap((one) => Array<number>(one.count).fill(one.memory)),
    })),
  );
}

/** First fit, largest first, pod by pod: slow, and plain to see. */
function packOneByOne(groups: readonly PodGroup[], size: NodeSize): { memory: number; cpus: number }[] {
  const limit = { memory: size.memory, cpus: size.cpus ?? Infinity };
  const share = ({ memory, cpus }: PodGroup) => Math.max(memory / limit.memory, cpus / limit.cpus);
  const base = { memory: 0, cpus: 0 };
  for (const { memory, cpus } of groups.filter((one) => one.onEveryNode)) {
    base.memory += memory;
    base.cpus += cpus;
  }
  const nodes: { memory: number; cpus: number }[] = [];
  const fits = (node: typeof base, pod: PodGroup) =>
    node.memory + pod.memory <= limit.memory && node.cpus + pod.cpus <= limit.cpus;
  const pods = groups.filter((one) => !one.onEveryNode).sort((a, b) => share(b) - share(a));
  for (const pod of pods.flatMap((one) => Array<PodGroup>(one.count).fill(one))) {
    if (!fits(base, pod)) continue;
    const node = nodes.find((one) => fits(one, pod)) ?? { ...base };
    if (!nodes.includes(node)) nodes.push(node);
    node.memory += pod.memory;
    node.cpus += pod.cpus;
  }
  return nodes;
}

const groups = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 5 }))
    .map(([memory, count, cpus]) => group(memory, count, cpus)),
  { maxLength: 12 },
);
const everywhere = fc.array(
  fc.integer({ min: 0, max: 8 }).map((memory) => group(memory, 1, 1, true)),
  { maxLength: 2 },
);
const size = fc.record({
  memory: fc.integer({ min: 16, max: 100 }),
  cpus: fc.option(fc.integer({ min: 2, max: 20 }), { nil: undefined }),
});

test('counted nodes are those that first fit makes pod by pod', () => {
  fc.assert(
    fc.property(groups, everywhere, size, (single, each, node) => {
      const all = [...each, ...single];
      const packing = pack(all, node);
      const expected = packOneByOne(all, node);
      if (packing.tooLarge.includes(each[0]!)) return; // Not even what is on every node fits.
      const isOnlyBase = expected.length === 0 && each.length > 0;
      assert.equal(packing.count, isOnlyBase ? 1 : expected.length);
      if (!isOnlyBase)
        assert.deepEqual(
          listed(packing).map(({ memory, cpus }) => ({ memory, cpus })),
          expected,
        );
    }),
    { numRuns: 500 },
  );
});

test('every pod is on one node, and no node has more than it can', () => {
  fc.assert(
    fc.property(groups, everywhere, size, (single, each, node) => {
      const packing = pack([...each, ...single], node);
      const nodes = listed(packing);
      for (const { memory, cpus, pods } of nodes) {
        assert.ok(memory <= node.memory && cpus <= (node.cpus ?? Infinity));
        assert.equal(
          pods.reduce((sum, one) => sum + one, 0),
          memory,
        );
      }
      const placed = nodes.flatMap(({ pods }) => pods).length;
      const left = packing.tooLarge.reduce((sum, { count }) => sum + count, 0);
      const wanted = single.reduce((sum, { count }) => sum + count, 0);
      const copies = packing.count === 0 ? 0 : each.length * packing.count;
      assert.equal(
        placed + left,
        wanted + (packing.tooLarge.some((one) => one.onEveryNode) ? each.length : copies),
      );
    }),
    { numRuns: 500 },
  );
});

/** Groups → nodes, how full they are in percent, and how many pods fit on none. */
const CASES: [
  title: string,
  groups: PodGroup[],
  size: NodeSize,
  nodes: number,
  full: number,
  none: number,
][] = [
  ['nothing', [], { memory: 10 }, 0, 0, 0],
  ['large ones first', [group(6), group(5, 2), group(4)], { memory: 10 }, 2, 100, 0],
  ['one too many', [group(5, 3)], { memory: 10 }, 2, 75, 0],
  ['what is too large', [group(11), group(4)], { memory: 10 }, 1, 40, 1],
  ['CPUs are scarcer than memory', [group(1, 4, 1)], { memory: 100, cpus: 2 }, 2, 2, 0],
  ['tenths of a CPU', [group(1, 10, 0.1)], { memory: 100, cpus: 1 }, 1, 10, 0],
  ['a DaemonSet takes its part of each node', [group(2, 1, 0, true), group(8, 3)], { memory: 10 }, 3, 100, 0],
  ['a DaemonSet alone', [group(2, 1, 0, true)], { memory: 10 }, 1, 20, 0],
  ['a DaemonSet that fits on none', [group(12, 1, 0, true), group(1)], { memory: 10 }, 0, 0, 2],
  ['scaled to nothing', [group(5, 0)], { memory: 10 }, 0, 0, 0],
  ['pods that asked for nothing', [group(0, 7)], { memory: 10 }, 1, 0, 0],
  [
    'more pods than anyone could list',
    [group(3, 999_999_999), group(1, 999_999_999)],
    { memory: 10 },
    400_000_000,
    100,
    0,
  ],
];

for (const [title, pods, node, count, full, none] of CASES) {
  test(`packing: ${title}`, () => {
    const packing = pack(pods, node);
    const tooLarge = packing.tooLarge.reduce((sum, one) => sum + one.count, 0);
    assert.deepEqual(
      [packing.count, Math.round(fullness(packing, node) * 100), tooLarge],
      [count, full, none],
    );
  });
}
