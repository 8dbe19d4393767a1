import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ceilMebibytes,
  ceilWhole,
  floorMebibytes,
  formatCpu,
  formatMebibytes,
  formatMemory,
  MEBIBYTE,
  parseQuantity,
  quantityOf,
  sumOf,
  UNIT,
} from '../../src/kubernetes/quantity.ts';
import type { ScalarNode, ScalarStyle } from '../../src/yaml/node.ts';

/** Text and its value in nano, written out by hand. */
const valid: [string, bigint][] = [
  ['0', 0n],
  ['1', 1_000_000_000n],
  ['128', 128_000_000_000n],
  ['+5', 5_000_000_000n],
  ['-5', -5_000_000_000n],
  ['.5', 500_000_000n],
  ['5.', 5_000_000_000n],
  ['0.5', 500_000_000n],
  ['-.25', -250_000_000n],
  ['007', 7_000_000_000n],
  ['1n', 1n],
  ['1u', 1_000n],
  ['128m', 128_000_000n],
  ['1k', 1_000_000_000_000n],
  ['1M', 1_000_000_000_000_000n],
  ['1G', 10n ** 18n],
  ['1T', 10n ** 21n],
  ['1P', 10n ** 24n],
  ['1E', 10n ** 27n],
  ['1Ki', 1024n * UNIT],
  ['1Mi', 1024n ** 2n * UNIT],
  ['1Gi', 1024n ** 3n * UNIT],
  ['1Ti', 1024n ** 4n * UNIT],
  ['1Pi', 1024n ** 5n * UNIT],
  ['1Ei', 1024n ** 6n * UNIT],
  ['0.5Gi', 512n * 1024n ** 2n * UNIT],
  ['1.5Ki', 1536n * UNIT],
  ['1e3', 1_000n * UNIT],
  ['1E3', 1_000n * UNIT],
  ['1e+3', 1_000n * UNIT],
  ['1.5e3', 1_500n * UNIT],
  ['5e-1', 500_000_000n],
  ['1e-9', 1n],
  // Finer than nano: up, away from zero.
  ['1e-10', 1n],
  ['-1e-10', -1n],
  ['0.0000000001', 1n],
  ['0.1n', 1n],
  ['1.1n', 2n],
  ['-1.1n', -2n],
  ['0.0000000001Ki', 103n],
  // A binary quantity is capped at 2^63-1.
  ['8Ei', (2n ** 63n - 1n) * UNIT],
  ['-9Ei', -(2n ** 63n - 1n) * UNIT],
];

const invalid = [
  '', ' ', '+', '-', '.', 'Mi', 'm', 'e3', '1.1.M', '1+1.0M', '0.1mi', '0.1am', 'aoeu', '.5i', '1i', '-3.01i',
  '-3.01e-', '1e', '1e+', '1K', '1KB', '1MB', '1Mib', '1 Mi', ' 1Mi', '1Mi ', '0x10', '0o10', '0b1', '1_000',
  '1,5Gi', '1mi', '1ki', '1e1.5', '1e3Mi', '--1', '١Mi', '1e999999999', 'Infinity', 'NaN', '9'.repeat(129),
]; // biome-ignore format: a list of words

test('quantities have exactly the value that Kubernetes gives them', () => {
  for (const [text, nano] of valid) assert.deepEqual(parseQuantity(text), { nano, text }, text);
});

test('text that is not a quantity in Kubernetes is not one here', () => {
  for (const text of invalid) assert.equal(parseQuantity(text), undefined, JSON.stringify(text));
});

const scalar = (value: string, style: ScalarStyle, tag?: string): ScalarNode => ({
  kind: 'scalar',
  value,
  style,
  start: 0,
  end: 0,
  ...(tag === undefined ? {} : { tag }),
});

test('a scalar on whose value YAML readers disagree is not a quantity', () => {
  const disputed = [
    '010',
    '-010',
    '+07',
    '08',
    '0x10',
    '0b11',
    '0o17',
    '1_000',
    '1:30',
    '12345678901234567',
    '0.1234567890123456',
  ];
  for (const text of disputed) assert.equal(quantityOf(scalar(text, 'plain')), undefined, text);
  assert.equal(quantityOf(scalar('010', 'double', '!!int')), undefined);
});

test('a scalar that all YAML readers take alike is a quantity', () => {
  const agreed: [string, ScalarStyle, bigint, string?][] = [
    ['010', 'double', 10n * UNIT],
    ['010', 'plain', 10n * UNIT, '!!str'],
    ['010Mi', 'plain', 10n * MEBIBYTE],
    ['0', 'plain', 0n],
    ['0.5', 'plain', UNIT / 2n],
    ['.5', 'plain', UNIT / 2n],
    ['5.', 'plain', 5n * UNIT],
    ['1e3', 'plain', 1000n * UNIT],
    ['1E', 'plain', 10n ** 18n * UNIT],
    ['134217728', 'plain', 128n * MEBIBYTE],
    ['12345678901234567', 'single', 12345678901234567n * UNIT],
    [' 128Mi\n', 'block', 128n * MEBIBYTE],
  ];
  for (const [text, style, nano, tag] of agreed) {
    assert.deepEqual(quantityOf(scalar(text, style, tag)), { nano, text }, `${style} ${text}`);
  }
});

test('sums and comparisons are exact', () => {
  const q = (text: string) => parseQuantity(text)!;
  assert.equal(sumOf([q('128Mi'), q('64Mi'), q('1n')]), 192n * MEBIBYTE + 1n);
  assert.equal(sumOf([]), 0n);
  assert.equal(q('512Mi').nano, q('0.5Gi').nano);
  assert.ok(q('1G').nano < q('1Gi').nano);
  assert.ok(q('1001m').nano > q('1').nano);
});

test('whole MiB and CPUs', () => {
  assert.equal(floorMebibytes(MEBIBYTE - 1n), 0);
  assert.equal(floorMebibytes(-1n), -1);
  assert.equal(floorMebibytes(192n * MEBIBYTE + 5n), 192);
  assert.equal(ceilMebibytes(192n * MEBIBYTE + 5n), 193);
  assert.equal(ceilMebibytes(192n * MEBIBYTE), 192);
  assert.equal(ceilMebibytes(0n), 0);
  assert.equal(ceilWhole(parseQuantity('1250m')!.nano), 2);
  assert.equal(ceilWhole(parseQuantity('1n')!.nano), 1);
  assert.equal(ceilWhole(0n), 0);
});

test('amounts are written so that they read back as the same amount', () => {
  assert.equal(formatMebibytes(448n * MEBIBYTE), '448Mi');
  assert.equal(formatMebibytes(448n * MEBIBYTE + 1n), '449Mi');
  for (const text of ['0', '1Gi', '448Mi', '1536Ki', '100', '3Ti', '128m', '-2Gi']) {
    assert.equal(formatMemory(parseQuantity(text)!.nano), text);
  }
  assert.equal(formatMemory(parseQuantity('1024Mi')!.nano), '1Gi');
  for (const text of ['0', '2', '1250m', '1500u', '7n'])
    assert.equal(formatCpu(parseQuantity(text)!.nano), text);
});
