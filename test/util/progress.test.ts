import assert from 'node:assert/strict';
import { test } from 'node:test';
import { progressLine } from '../../src/util/progress.ts';

/** What is written where `show` is called at these times, in ms. */
function written(times: readonly number[]): string[] {
  const lines: string[] = [];
  let clock = 0;
  const progress = progressLine(
    (text) => lines.push(text),
    () => clock,
  );
  for (const time of times) {
    clock = time;
    progress.show(`at ${time}`);
  }
  progress.end();
  return lines;
}

const CLEAR = '\r\u001B[K';

test('a run of less than a second shows no progress and leaves no trace', () => {
  assert.deepEqual(written([0, 300, 999]), []);
});

test('a longer one shows its state at most ten times a second, and takes the line away', () => {
  const shown = [`${CLEAR}at 1000`, `${CLEAR}at 1100`, `${CLEAR}at 1500`, CLEAR];
  assert.deepEqual(written([500, 1000, 1050, 1100, 1199, 1500]), shown);
});
