import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineDiff } from '../../scripts/line-diff.mjs';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

test('a diff holds both texts, line by line, with no more edits than their longest common subsequence leaves', () => {
  fc.assert(
    fc.property(lines, lines, (before, after) => {
      const script = lineDiff(before, after);
      const without = (kind: string) => script.filter((part) => part.kind !== kind).map(({ line }) => line);
      assert.deepEqual(without('+'), before);
      assert.deepEqual(without('-'), after);
      assert.equal(script.filter(({ kind }) => kind === ' ').length, commonLength(before, after));
    }),
  );
});

/** Length of the longest common subsequence, straight from its definition. */
function commonLength([head, ...rest]: string[], after: string[]): number {
  if (head === undefined) return 0;
  const at = after.indexOf(head);
  const skipped = commonLength(rest, after);
  return at === -1 ? skipped : Math.max(skipped, 1 + commonLength(rest, after.slice(at + 1)));
}
