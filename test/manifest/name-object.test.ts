import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP' },
};
const GOOD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: good}\nspec: {containers: [{name: c, image: "i:1"}]}\n';
const broken = (metadata: string) => `apiVersion: v1\nkind: Pod\nmetadata:${metadata}\nspec: *none\n`;
const item = (text: string) => `- ${text.trimEnd().replaceAll('\n', '\n  ')}\n`;

const CASES: [title: string, text: string, message: string][] = [
  [
    'Helm names the template',
    `---\n# Source: q/templates/good.yaml\n${GOOD}---\n# Source: q/templates/web.yaml\n${broken('\n  name: web\n  namespace: shop')}`,
    'line 14, column 7: Pod shop/web (q/templates/web.yaml): the alias *none has no anchor before it',
  ],
  [
    'metadata in flow style',
    `${GOOD}---\n${broken(' {namespace: shop, name: "web"}')}`,
    'line 9, column 7: Pod shop/web: the alias *none has no anchor before it',
  ],
  [
    'no name',
    `${GOOD}---\n${broken(' {}')}`,
    'line 9, column 7: Pod: the alias *none has no anchor before it',
  ],
  ['no kind', `${GOOD}---\na: *none\n`, 'line 6, column 4: the alias *none has no anchor before it'],
  [
    'the item of a list',
    `apiVersion: v1\nkind: List\nitems:\n${item(GOOD)}${item(broken('\n  name: web'))}`,
    'line 12, column 9: Pod web: the alias *none has no anchor before it',
  ],
  ['the only object', broken(' {name: web}'), 'line 4, column 7: the alias *none has no anchor before it'],
  [
    'of several errors the first in document order',
    `${broken(' {name: first}')}---\n${broken(' {name: second}')}`,
    'line 4, column 7: Pod first: the alias *none has no anchor before it',
  ],
];

for (const [title, text, message] of CASES)
  test(`an error names the object: ${title}`, () =>
    assert.throws(() => run(text, { configuration }), { name: 'InputError', message }));
