import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { ErrorCode } from '../../src/util/error-codes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const PROGRAM = new URL('../../dist/prepare-contrast.cjs', import.meta.url).pathname;
const CONFIG = 'functionConfig: {apiVersion: v1, kind: ConfigMap, data: {platform: Metal-QEMU-SNP}}';
const LIST = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n`;

/** Ten anchors of ten aliases each: 10^10 values. */
const ALIAS_BOMB = `a0: &a0 [x]\n${Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`).join('\n')}\n`;

/** Input, the code of the error, and the beginning of its message if it matters. */
const CASES: [name: string, input: string | Uint8Array, code: ErrorCode, start?: string][] = [
  ['empty stdin', '', 'input-empty'],
  ['only white space', ' \n\n', 'input-empty'],
  [
    'YAML that was cut off',
    `${LIST}${CONFIG}\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: "we`,
    'yaml-syntax',
    'line 8, column 1: Pod we: ',
  ],
  [
    'JSON that was cut off',
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name"',
    'yaml-syntax',
    'line 2, column 1: ',
  ],
  ['a ResourceList without items', `${LIST}${CONFIG}\n`, 'resource-list-invalid'],
  ['items that are not a list', `${LIST}${CONFIG}\nitems: {a: b}\n`, 'list-invalid', 'line 4, column 8: '],
  ['an item that is a scalar', `${LIST}${CONFIG}\nitems:\n- web\n`, 'not-an-object', 'line 5, column 3: '],
  [
    'an unknown version of ResourceList',
    `apiVersion: config.kubernetes.io/v7\nkind: ResourceList\nitems: []\n`,
    'resource-list-invalid',
  ],
  ['a ResourceList and other documents', `${LIST}${CONFIG}\nitems: []\n---\na: b\n`, 'resource-list-invalid'],
  ['a document that is a list', '- a\n- b\n', 'not-an-object'],
  ['tabs', 'apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n', 'yaml-syntax', 'line 4, column 1: '],
  ['an alias bomb', `apiVersion: v1\nkind: Pod\n${ALIAS_BOMB}`, 'yaml-alias'],
  ['an alias inside of its anchor', 'kind: Pod\na: &a {b: *a}\n', 'yaml-alias'],
  ['an alias without anchor', 'kind: Pod\na: *b\n', 'yaml-alias'],
  ['10,000 levels deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, 'yaml-too-deep'],
  ['10,000 levels of sequences', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'yaml-too-deep'],
  ['binary', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), 'input-control-character'],
  ['invalid UTF-8', Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe]), 'input-not-utf8'],
  [
    'UTF-16 that is cut off',
    new Uint8Array(Buffer.from('\ufeffkind: Pod', 'utf16le')).subarray(0, -1),
    'input-not-utf8',
  ],
  [
    'an unknown platform',
    `${LIST}functionConfig: {apiVersion: v1, kind: ConfigMap, data: {platform: Metal-QEMU-SPN}}\nitems: []\n`,
    'config-unknown-platform',
  ],
  [
    'no platform',
    `${LIST}functionConfig: {apiVersion: v1, kind: ConfigMap, metadata: {name: function-input}, data: {}}\nitems: []\n`,
    'config-missing-value',
  ],
  ['no configuration', 'apiVersion: v1\nkind: Pod\n', 'config-missing-value'],
  [
    'results with an alias of an item',
    `${LIST}${CONFIG}\nitems:\n- &p {apiVersion: v1, kind: Pod, spec: {containers: [{name: a}]}}\nresults: [*p]\n`,
    'resource-list-invalid',
  ],
  ['two functionConfigs', `${LIST}${CONFIG}\n${CONFIG}\nitems: []\n`, 'resource-list-invalid'],
  [
    'a functionConfig of another program',
    `${LIST}functionConfig: {apiVersion: fn.kpt.dev/v1alpha1, kind: SetImage}\nitems: []\n`,
    'config-type',
  ],
  ['a functionConfig that is text', `${LIST}functionConfig: platform\nitems: []\n`, 'resource-list-invalid'],
];

function runProgram(input: string | Uint8Array, ...args: string[]) {
  const { PREPARE_CONTRAST_PLATFORM: _, ...env } = process.env;
  return spawnSync(process.execPath, [PROGRAM, ...args], { input, encoding: 'utf8', env });
}

for (const [name, input, code, start = ''] of CASES) {
  test(`bad input: ${name}`, () => {
    const { status, stdout, stderr } = runProgram(
      input,
      ...(/platform|functionConfig|configuration/i.test(name) || String(input).includes('functionConfig')
        ? []
        : ['--platform', 'Metal-QEMU-SNP']),
    );
    const begin = `prepare-contrast: error[${code}]: ${start}`;
    assert.equal(stderr.slice(0, begin.length), begin);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });
}

test('a file of the program that was copied alone says what is missing', () => {
  const folder = temporaryFolder();
  const alone = join(folder, 'prepare-contrast.cjs');
  copyFileSync(PROGRAM, alone);
  const { status, stdout, stderr } = spawnSync(process.execPath, [alone, 'check', '.'], { encoding: 'utf8' });
  assert.match(stderr, /^prepare-contrast: error\[program-incomplete\]: .*'\.\/program\.cjs'/);
  assert.equal(stdout, '');
  assert.equal(status, 2);
});

test('a file and a functionConfig are one configuration too many', () => {
  const config = new URL('../../function-config/samples/', import.meta.url).pathname;
  const { status, stdout, stderr } = runProgram(
    `${LIST}${CONFIG}\nitems: []\n`,
    '--config',
    `${config}minimal.yaml`,
  );
  assert.match(stderr, /^prepare-contrast: error\[config-conflict\]: /);
  assert.deepEqual([status, stdout], [2, '']);
});
