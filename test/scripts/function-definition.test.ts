// What function-config says to catalogues of KRM functions.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { load } from 'js-yaml';

const root = new URL('../../', import.meta.url);
const read = (path: string): unknown => load(readFileSync(new URL(path, root), 'utf8'));

interface Definition {
  spec: {
    names: { kind: string };
    group: string;
    versions: { name: string; schema: { openAPIV3Schema: object } }[];
  };
}

const { spec } = read('function-config/krm-function-definition.yaml') as Definition;
const { schema, name } = spec.versions[0]!;
// `example` is OpenAPI's own keyword.
const validate = new Ajv({ keywords: ['example'], allowUnionTypes: true }).compile(schema.openAPIV3Schema);

test('the files for catalogues are what the schema says', () => {
  const script = fileURLToPath(new URL('scripts/function-definition.mjs', root));
  const { status, stderr } = spawnSync(process.execPath, [script, '--check'], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
});

test('the schema for catalogues accepts every sample of the kind that the definition names', () => {
  const samples = readdirSync(new URL('function-config/samples/', root)).map(
    (file) => read(`function-config/samples/${file}`) as { apiVersion: string; kind: string },
  );
  const ours = samples.filter(({ kind }) => kind === spec.names.kind);
  assert.ok(ours.length > 2);
  for (const sample of ours) {
    assert.equal(sample.apiVersion, `${spec.group}/${name}`);
    assert.ok(validate(sample), JSON.stringify(validate.errors));
  }
});

for (const [what, wrong] of [
  ['no platform', {}],
  ['an unknown setting', { platform: 'Metal-QEMU-SNP', overheads: '1Gi' }],
  ['a value of the wrong type', { platform: 'Metal-QEMU-SNP', cpu: { minVcpus: 'two' } }],
  ['a value that is not allowed', { platform: 'Metal-QEMU-SNP', volumes: { subPath: 'yes' } }],
  ['a matcher without sense', { platform: 'Metal-QEMU-SNP', workloads: { include: [{ kind: 1 }] } }],
] as const) {
  test(`the schema for catalogues refuses ${what}`, () => {
    const document = { apiVersion: `${spec.group}/${name}`, kind: spec.names.kind, spec: wrong };
    assert.ok(!validate(document));
  });
}

test('the schema for catalogues is OpenAPI 3.0: no references, one type each', () => {
  const text = JSON.stringify(schema);
  assert.doesNotMatch(text, /"\$ref"|"const"|"type":\[|"x-expected"/);
});
