import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CORE_SCHEMA, load as loadYaml } from 'js-yaml';
import type { Json, JsonObject } from '../../src/util/json.ts';
import type { Node, ScalarNode } from '../../src/yaml/node.ts';
import { scalarToJson, toJson } from '../../src/yaml/to-json.ts';
import { json } from '../config/load.ts';

test('scalars follow the core schema of YAML 1.2', () => {
  const rows: [text: string, value: Json][] = [
    ['true', true],
    ['True', true],
    ['FALSE', false],
    ['null', null],
    ['~', null],
    ['Null', null],
    ['', null],
    ['off', 'off'],
    ['yes', 'yes'],
    ['y', 'y'],
    ['tRUE', 'tRUE'],
    ['12', 12],
    ['+12', 12],
    ['-12', -12],
    ['-0', 0],
    ['0755', 755],
    ['0o17', 15],
    ['0x1F', 31],
    ['0o18', '0o18'],
    ['-0x1F', '-0x1F'],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['12345678901234567890', '12345678901234567890'],
    ['1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1.20', 1.2],
    ['1e3', 1000],
    ['1E-2', 0.01],
    ['1e999', '1e999'],
    ['.inf', '.inf'],
    ['.nan', '.nan'],
    ['1_000', '1_000'],
    ['1:30', '1:30'],
    ['.', '.'],
    ['1e', '1e'],
    ['256Mi', '256Mi'],
    ['2001-01-01', '2001-01-01'],
    ['"true"', 'true'],
    ["'12'", '12'],
    ['""', ''],
    ['"~"', '~'],
    ['!!int "12"', 12],
    ['! 12', '12'],
  ];
  for (const [text, value] of rows)
    assert.deepEqual(json(`[a, ${text || '"x"'}]\n`), ['a', text === '' ? 'x' : value], text);
  assert.deepEqual(json('a:\nb: |\n  true\nc: >-\n  12\n'), { a: null, b: 'true\n', c: '12' });
});

test('a tag decides before the style', () => {
  const rows: [tag: string, style: ScalarNode['style'], value: Json][] = [
    ['tag:yaml.org,2002:str', 'plain', '12'],
    ['!', 'plain', '12'],
    ['!secret', 'plain', '12'],
    ['tag:yaml.org,2002:int', 'double', 12],
  ];
  for (const [tag, style, value] of rows) {
    assert.equal(scalarToJson({ kind: 'scalar', value: '12', style, tag, start: 0, end: 2 }), value, tag);
  }
});

test('collections, aliases and merge keys are written out', () => {
  const text = `
base: &base {a: 1, b: {c: [1, x]}}
list: [*base, []]
merged: {<<: *base, a: 2}
both: {<<: [{a: 3}, *base], d: {}}
quoted: {"<<": 1}
`;
  const base = { a: 1, b: { c: [1, 'x'] } };
  assert.deepEqual(json(text), {
    base,
    list: [base, []],
    merged: { ...base, a: 2 },
    both: { ...base, a: 3, d: {} },
    quoted: { '<<': 1 },
  });
});

test('no key reaches the prototype', () => {
  const value = json('{__proto__: {polluted: true}, constructor: 1, toString: x}') as JsonObject;
  assert.deepEqual(Object.keys(value).sort(), ['__proto__', 'constructor', 'toString']);
  assert.equal(Object.getPrototypeOf(value), Object.prototype);
  assert.equal(value.polluted, undefined);
});

test('JSON text means the same as to JSON.parse', () => {
  const value = { a: [1, -2.5, 1e21, true, null, 'x\n"\\\u00e9'], b: { '': {}, 'c d': [[]] } };
  assert.deepEqual(json(JSON.stringify(value)), value);
});

test('an independent reader agrees', () => {
  const text = 'a: [0x10, 0o10, 1.5, true, ~, off, "1"]\nb:\n  - c: 1\n    d: text # comment\n  -\n';
  assert.deepEqual(json(text), loadYaml(text, { schema: CORE_SCHEMA }));
});

test('nesting and aliases beyond all measure are refused', () => {
  const scalar: Node = { kind: 'scalar', value: 'x', style: 'plain', start: 0, end: 1 };
  const seq = (...items: Node[]): Node => ({
    kind: 'seq',
    flow: true,
    items: items.map((value) => ({ value, start: 0 })),
    start: 0,
    end: 1,
  });
  let deep: Node = scalar;
  for (let level = 0; level < 300; level++) deep = seq(deep);
  assert.throws(() => toJson(deep), /^PreparationError: more than 200 levels of nesting$/);

  let bomb: Node = scalar;
  for (let level = 0; level < 8; level++) {
    const target: Node = bomb;
    bomb = seq(...Array.from({ length: 10 }, (): Node => ({ kind: 'alias', target, start: 0, end: 1 })));
  }
  assert.throws(() => toJson(bomb), /^PreparationError: aliases expand to more than 1000000 values$/);
});
