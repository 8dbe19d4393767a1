import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { integerOf, isPlainText, isRewrittenTime, plainTypeOf } from '../../src/yaml/plain-type.ts';

/** What sigs.k8s.io/yaml v1.6.0, which kubectl reads with, makes of plain scalars. */
const READ: Readonly<Record<string, unknown>> = {
  y: true,
  n: false,
  Y: true,
  yes: true,
  No: false,
  on: true,
  OFF: false,
  TRUE: true,
  '': null,
  '~': null,
  null: null,
  nil: 'nil',
  yEs: 'yEs',
  '0': 0,
  '1_000': 1000,
  '1__0': 10,
  _1: '_1',
  '017': 15,
  '08': 8,
  '0_8': 8,
  '0o17': 15,
  '0x1F': 31,
  '0x1_F': 31,
  '0x': '0x',
  '0b11': 3,
  '-0b11': -3,
  '+0x1': 1,
  '+12': 12,
  '-7': -7,
  '1e3': 1000,
  '12e03': 12000,
  '1.5e3_0': 1.5e30,
  '1e1000': '1e1000',
  '.5': 0.5,
  '-.5': -0.5,
  '1.': 1,
  '1.2.3': '1.2.3',
  '2026-01-01': '2026-01-01',
  '1:20': '1:20',
  '10%': '10%',
  '-': '-',
  '--flag': '--flag',
  'v1.2': 'v1.2',
};

describe('plain scalars are what kubectl reads', () => {
  for (const [text, value] of Object.entries(READ)) {
    test(JSON.stringify(text), () => {
      const kind = plainTypeOf(text);
      const simple = kind === 'int' || kind === 'float' ? 'number' : kind;
      const expected = value === null ? 'null' : typeof value === 'boolean' ? 'bool' : typeof value;
      assert.equal(simple, expected);
      if (kind === 'int') assert.equal(integerOf(text), value);
    });
  }

  test('infinity and no number are floats', () => {
    for (const text of ['.inf', '-.Inf', '+.INF', '.nan', '.NaN']) assert.equal(plainTypeOf(text), 'float');
  });
});

/**
 * What plain scalars that are text to kubectl are after gopkg.in/yaml.v3 v3.0.1 has decoded and encoded them, as `contrast generate` does with each
 * document.
 */
const REWRITTEN: Readonly<Record<string, string>> = {
  '2024-01-01': '2024-01-01T00:00:00Z',
  '2024-1-1': '2024-01-01T00:00:00Z',
  '2024-02-29': '2024-02-29T00:00:00Z',
  '2023-02-29': '2023-02-29',
  '2024-02-30': '2024-02-30',
  '2024-13-01': '2024-13-01',
  '2024-01': '2024-01',
  '2024-01-01-x': '2024-01-01-x',
  '-2024-01-01': '-2024-01-01',
  '2024-01-01 10:00:00': '2024-01-01T10:00:00Z',
  '2024-01-01  10:00:00': '2024-01-01T10:00:00Z',
  '2024-01-01 1:2:3.50': '2024-01-01T01:02:03.5Z',
  '2024-01-01 10:00:00Z': '2024-01-01 10:00:00Z',
  '2024-01-01 25:00:00': '2024-01-01 25:00:00',
  '2024-01-01T10:00:00': '2024-01-01T10:00:00',
  '2024-01-01T10:00:00Z': '2024-01-01T10:00:00Z',
  '2024-01-01t10:00:00Z': '2024-01-01T10:00:00Z',
  '2024-01-01T10:00:00z': '2024-01-01T10:00:00z',
  '2024-01-01T10:00:00.10Z': '2024-01-01T10:00:00.1Z',
  '2024-01-01T10:00:00.1Z': '2024-01-01T10:00:00.1Z',
  '2024-01-01T10:00:00+02:00': '2024-01-01T10:00:00+02:00',
  '2024-01-01T10:00:00+00:00': '2024-01-01T10:00:00Z',
  '2024-01-01T25:00:00Z': '2024-01-01T25:00:00Z',
  '2024-01-01T10:60:00Z': '2024-01-01T10:60:00Z',
  '2024-01-01T1:2:3Z': '2024-01-01T01:02:03Z',
  '2024-01-01T10:00:00.1234567891Z': '2024-01-01T10:00:00.123456789Z',
  '12:30:45': '12:30:45',
  '190:20:30': '190:20:30',
  '1e400': '1e400',
};

describe('plain scalars are rewritten as contrast generate does', () => {
  for (const [text, written] of Object.entries(REWRITTEN)) {
    test(JSON.stringify(text), () => {
      assert.equal(isRewrittenTime(text), text !== written);
      assert.equal(isPlainText(text), text === written);
    });
  }
});
