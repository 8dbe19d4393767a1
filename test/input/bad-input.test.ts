import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

const PROGRAM = new URL('../../dist/prepare-contrast.cjs', import.meta.url).pathname;
const CONFIG = 'functionConfig: {apiVersion: v1, kind: ConfigMap, data: {platform: Metal-QEMU-SNP}}';
const LIST = `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n`;

/** Ten anchors of ten aliases each: 10^10 values. */
const ALIAS_BOMB = `a0: &a0 [x]\n${Array.from({ length: 10 }, (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`).join('\n')}\n`;

/** Input, and what stderr must say of it. */
const CASES: [name: string, input: string | Uint8Array, message: RegExp][] = [
  ['empty stdin', '', /the input is empty/],
  ['only white space', ' \n\n', /the input is empty/],
  [
    'YAML that was cut off',
    `${LIST}${CONFIG}\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: "we`,
    /line \d+, column \d+: Missing closing "quote/,
  ],
  [
    'JSON that was cut off',
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name"',
    /line 2, column 1: Flow map/,
  ],
  ['a ResourceList without items', `${LIST}${CONFIG}\n`, /has no "items": write "items: \[\]"/],
  [
    'items that are no list',
    `${LIST}${CONFIG}\nitems: {a: b}\n`,
    /line 4, column 8: "items" is no list but a map/,
  ],
  [
    'an item that is a scalar',
    `${LIST}${CONFIG}\nitems:\n- web\n`,
    /line 5, column 3: item 0 of the list is no Kubernetes object but a scalar/,
  ],
  [
    'an unknown version of ResourceList',
    `apiVersion: config.kubernetes.io/v7\nkind: ResourceList\nitems: []\n`,
    /apiVersion "config.kubernetes.io\/v7"; known are/,
  ],
  [
    'a ResourceList beside other documents',
    `${LIST}${CONFIG}\nitems: []\n---\na: b\n`,
    /must be the only document/,
  ],
  ['a document that is a list', '- a\n- b\n', /document 1 is no Kubernetes object but a list/],
  [
    'tabs',
    'apiVersion: v1\nkind: Pod\nspec:\n\tcontainers: []\n',
    /line 4, column 1: Tabs are not allowed as indentation/,
  ],
  ['an alias bomb', `apiVersion: v1\nkind: Pod\n${ALIAS_BOMB}`, /aliases make this more than 1000000 values/],
  ['an alias inside of its anchor', 'kind: Pod\na: &a {b: *a}\n', /an alias stands inside the very node/],
  ['an alias without anchor', 'kind: Pod\na: *b\n', /the alias \*b refers to no anchor/],
  ['10,000 levels deep', `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`, /nested too deeply/],
  ['10,000 levels of sequences', `a: ${'['.repeat(10_000)}${']'.repeat(10_000)}`, /nested too deeply/],
  ['binary', Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3]), /control character 0x7F/],
  ['invalid UTF-8', Uint8Array.from([0x61, 0x3a, 0x20, 0xff, 0xfe]), /no UTF-8 text/],
  ['UTF-16', new Uint8Array(Buffer.from('\ufeffkind: Pod', 'utf16le')), /no UTF-8 text/],
  [
    'an unknown platform',
    `${LIST}functionConfig: {apiVersion: v1, kind: ConfigMap, data: {platform: Metal-QEMU-SPN}}\nitems: []\n`,
    /unknown platform "Metal-QEMU-SPN": did you mean Metal-QEMU-SNP\?/,
  ],
  [
    'no platform',
    `${LIST}functionConfig: {apiVersion: v1, kind: ConfigMap, metadata: {name: function-input}, data: {}}\nitems: []\n`,
    /platform is required/,
  ],
  ['no configuration', 'apiVersion: v1\nkind: Pod\n', /platform is required/],
  ['two functionConfigs', `${LIST}${CONFIG}\n${CONFIG}\nitems: []\n`, /two entries "functionConfig"/],
  [
    'a functionConfig of another program',
    `${LIST}functionConfig: {apiVersion: fn.kpt.dev/v1alpha1, kind: SetImage}\nitems: []\n`,
    /kind "SetImage": not a configuration/,
  ],
  [
    'a functionConfig that is text',
    `${LIST}functionConfig: platform\nitems: []\n`,
    /"functionConfig" is no object but a scalar/,
  ],
];

function runProgram(input: string | Uint8Array, ...args: string[]) {
  const { PREPARE_CONTRAST_PLATFORM: _, ...env } = process.env;
  return spawnSync(process.execPath, [PROGRAM, ...args], { input, encoding: 'utf8', env });
}

for (const [name, input, message] of CASES) {
  test(`bad input: ${name}`, () => {
    const { status, stdout, stderr } = runProgram(
      input,
      ...(/platform|functionConfig|configuration/i.test(name) || String(input).includes('functionConfig')
        ? []
        : ['--platform', 'Metal-QEMU-SNP']),
    );
    assert.match(stderr, message);
    assert.match(stderr, /^prepare-contrast: error: /);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });
}

test('a file of the program that was copied alone says what is missing', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'alone-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const alone = join(folder, 'prepare-contrast.cjs');
  copyFileSync(PROGRAM, alone);
  const { status, stdout, stderr } = spawnSync(process.execPath, [alone, 'check', '.'], { encoding: 'utf8' });
  assert.match(
    stderr,
    /^prepare-contrast: error: the program is not complete: Cannot find module '\.\/program\.cjs'/,
  );
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
  assert.match(stderr, /there are two: the functionConfig of the ResourceList and the file/);
  assert.deepEqual([status, stdout], [2, '']);
});
