// Results are printed from data, edits from nodes: both must print the same text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../../src/util/json.ts';
import { flowSpacing } from '../../../src/yaml/edit/flow-spacing.ts';
import { dataNode, newScalar } from '../../../src/yaml/edit/new-node.ts';
import { printAfterKey, printFlow, printScalar } from '../../../src/yaml/edit/print.ts';
import { DataPrinter } from '../../../src/yaml/edit/print-data.ts';
import type { Style } from '../../../src/yaml/edit/style.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '1', '0', '.', ' ', ':', '-', '"', "'", '#', '\n', 'é', 'e') }),
  fc.constantFrom(
    '',
    'true',
    'no',
    'null',
    '010',
    '1e3',
    '512Mi',
    '2001-01-01',
    'containers[0].image',
    '__proto__',
  ),
  fc.constant('a sentence of more than forty characters, "quoted" and all'),
);

const { data } = fc.letrec<{ data: Json }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(text, tie('data'), { maxKeys: 3 }),
    // As a node of the reader looks.
    fc.constant({ kind: 'scalar', style: 'plain', value: 'a', start: 1 }),
  ),
}));

const style: fc.Arbitrary<Style> = fc.record({
  json: fc.boolean(),
  indent: fc.constantFrom(2, 4),
  sequenceIndent: fc.constantFrom(0, 2),
  lineEnding: fc.constantFrom('\n', '\r\n'),
});

test('data in flow style is written as a node is', () => {
  fc.assert(
    fc.property(data, style, fc.constantFrom(undefined, '', '  '), (value, how, margin) => {
      const spacing = flowSpacing(margin, how);
      const written = new DataPrinter(how).flow(value, spacing);
      assert.equal(written, printFlow(dataNode(value), how.json, spacing));
      if (how.json) assert.equal(JSON.stringify(JSON.parse(written)), JSON.stringify(value));
    }),
    { numRuns: 2000 },
  );
});

test('data in block style is written as a node is, whether it came before or not', () => {
  fc.assert(
    fc.property(data, style, fc.nat({ max: 8 }), (value, how, column) => {
      const block = { ...how, json: false };
      const renderer = new DataPrinter(block);
      const expected = printAfterKey(dataNode(value), column, block).join(block.lineEnding);
      for (let time = 0; time < 2; time++) assert.equal(renderer.behindKey(value, column), expected);
    }),
    { numRuns: 2000 },
  );
});

test('a text is written as a scalar is', () => {
  fc.assert(
    fc.property(text, style, (value, how) => {
      assert.equal(new DataPrinter(how).string(value), printScalar(newScalar(value), how.json));
    }),
    { numRuns: 2000 },
  );
});
