import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configurationOf, shapes } from '../../../scripts/bench/shape-inputs.mjs';
import { run } from '../../../src/index.ts';
import { rules } from '../../../src/rules/index.ts';
import type { Rule } from '../../../src/rules/rule.ts';

/** True if the rule takes the index of the input, by the parameters that its functions declare. */
function joinsObjects({ inspect, inspectOther, inspectInput, triggers }: Rule): boolean {
  return (
    (inspect?.length ?? 0) > 1 ||
    (inspectOther?.length ?? 0) > 1 ||
    inspectInput !== undefined ||
    triggers?.facts !== undefined
  );
}

test('every rule that reads other objects has a shape whose growth is measured', () => {
  const measured = new Set(shapes.flatMap((shape) => shape.rules ?? []));
  const without = rules.filter((rule) => joinsObjects(rule) && !measured.has(rule.id));
  assert.deepEqual(
    without.map(({ id }) => id),
    [],
    'add a shape to scripts/bench/shape-inputs.mjs, or the rule to one in which it finds something',
  );
});

for (const shape of shapes.filter(({ rules: own }) => own)) {
  test(`the rules of the shape "${shape.name}" find something in it`, () => {
    const { results } = run(shape.input(2), { configuration: configurationOf(shape) });
    const found = new Set(results.map(({ rule }) => rule));
    for (const rule of shape.rules!) assert.ok(found.has(rule), rule);
  });
}
