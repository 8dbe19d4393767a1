import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guestReserve, vmMemoryFor } from '../../src/contrast/guest-reserve.ts';

test('a confidential guest keeps 99 MiB and 6% of its memory, by powers of two from 64 MiB to 1 GiB', () => {
  const rows: [vmMemory: number, reserve: number][] = [
    [512, 163],
    [1066, 163],
    [1067, 227],
    [2048, 227],
    [4096, 355],
    [8192, 611],
    [16384, 1123],
    [300 * 1024, 1123],
  ];
  for (const [vmMemory, reserve] of rows) assert.equal(guestReserve(vmMemory), reserve, `${vmMemory}`);
  assert.equal(guestReserve(16384, false), 99);
});

test('the smallest memory that leaves enough is found across the steps of the reserve', () => {
  for (let needed = 1; needed < 20_000; needed += 97) {
    const memory = vmMemoryFor(needed);
    assert.ok(memory - guestReserve(memory) >= needed, `${needed}`);
    for (let less = memory - 1; less >= needed; less -= 13)
      assert.ok(less - guestReserve(less) < needed, `${less} is enough for ${needed}`);
  }
});
