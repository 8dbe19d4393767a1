import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { build } from 'esbuild';
import { dottedName, environmentName, kebabName } from '../../src/config/assignments.ts';
import { formats } from '../../src/config/formats.ts';
import { loadConfig } from '../../src/config/load-config.ts';
import { schemaProblems } from '../../src/config/schema-problems.ts';
import { defaults, fields } from '../../src/generated/fields.ts';
import { isObject, type Json, type JsonObject } from '../../src/util/json.ts';
import { formatPath } from '../../src/yaml/access.ts';
import { json } from './load.ts';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const schema = JSON.parse(read('function-config/schema.json')) as Schema;
const samples = readdirSync(new URL('function-config/samples/', root)).filter((name) =>
  name.endsWith('.yaml'),
);

interface Schema extends JsonObject {
  properties: Record<string, Schema>;
}

function resolved(part: Schema): Schema {
  if (typeof part.$ref !== 'string') return part;
  const target = part.$ref
    .split('/')
    .slice(1)
    .reduce<Json>((value, key) => (value as JsonObject)[key]!, schema);
  return { ...resolved(target as Schema), ...part };
}

/** Every schema that describes a value, with its path. */
function* everySchema(part: Schema, place: string): Generator<[string, Schema]> {
  yield [place, part];
  for (const keyword of ['properties', 'definitions']) {
    for (const [key, child] of Object.entries((part[keyword] as Schema['properties'] | undefined) ?? {})) {
      yield* everySchema(child, `${place}/${keyword}/${key}`);
    }
  }
  for (const keyword of ['items', 'additionalProperties', 'propertyNames']) {
    if (isObject(part[keyword])) yield* everySchema(part[keyword] as Schema, `${place}/${keyword}`);
  }
  for (const [index, child] of ((part.anyOf as Schema[] | undefined) ?? []).entries()) {
    yield* everySchema(child, `${place}/anyOf/${index}`);
  }
}

function* leafPaths(part: Schema, path: string[] = []): Generator<string> {
  const { properties } = resolved(part);
  if (!properties) yield path.join('.');
  else for (const [key, child] of Object.entries(properties)) yield* leafPaths(child, [...path, key]);
}

test('every sample is a valid configuration', () => {
  assert.ok(samples.length > 0);
  for (const name of samples) {
    const document = json(read(`function-config/samples/${name}`));
    const ruleIds = ['image-digest', 'vm-size', 'cpu-limit'];
    assert.deepEqual(loadConfig({ document, ruleIds, parseYaml: json }).warnings, [], name);
  }
});

test('the complete sample has every setting with a value other than its default', () => {
  const document = json(read('function-config/samples/complete.yaml')) as { spec: JsonObject };
  // These settings name files, which a sample alone does not have.
  const files = ['images.sizesFrom', 'memory.usageFrom'];
  for (const field of fields.filter((one) => !files.includes(dottedName(one)))) {
    const value = field.path.reduce<Json | undefined>(
      (part, key) => (isObject(part) ? part[key] : undefined),
      document.spec,
    );
    assert.notEqual(value, undefined, dottedName(field));
    assert.notDeepEqual(value, field.default, dottedName(field));
  }
});

test('the table of settings has each leaf of the schema', () => {
  assert.deepEqual(fields.map(dottedName), [...leafPaths(schema.properties.spec!)]);
});

test('the types have each property of the schema', () => {
  const types = read('src/generated/config-types.ts');
  for (const [place, part] of everySchema(schema, '#')) {
    for (const key of Object.keys(part.properties ?? {})) {
      assert.match(types, new RegExp(`^${key}\\??: `, 'm'), `${place} ${key}`);
    }
  }
});

test('each property is described, and says what is allowed where it is not obvious', () => {
  for (const [place, part] of everySchema(schema, '#')) {
    for (const [key, child] of Object.entries(part.properties ?? {})) {
      const property = resolved(child);
      assert.match(String(property.description), /^\S.*[.]$/, `${place}/properties/${key}`);
      const obvious = property.enum || property.const || property.type === 'boolean' || key === 'metadata';
      assert.ok(obvious || property['x-expected'], `${place}/properties/${key} has no x-expected`);
    }
    if (part.properties) assert.equal(part.additionalProperties, false, place);
  }
});

test('each example and default in the schema is valid', () => {
  for (const field of fields) {
    const leaf = field.path.reduce<Schema>(
      (part, key) => resolved(resolved(part).properties[key]!),
      schema.properties.spec!,
    );
    const values = [
      ...((leaf.examples as Json[] | undefined) ?? []),
      ...(leaf.default === undefined ? [] : [leaf.default]),
    ];
    for (const value of values) {
      const spec = field.path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject;
      const document = {
        apiVersion: 'prepare-contrast.dev/v1alpha1',
        kind: 'PrepareContrast',
        spec: { platform: 'Metal-QEMU-SNP', ...spec },
      };
      assert.deepEqual(schemaProblems(document, formatPath), [], dottedName(field));
    }
  }
  const complete = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'PrepareContrast' };
  const spec = { platform: 'Metal-QEMU-SNP', ...(defaults as unknown as JsonObject) };
  assert.deepEqual(schemaProblems({ ...complete, spec }, formatPath), []);
});

test('each format of the schema is known', () => {
  const used = new Set(
    [...everySchema(schema, '#')].flatMap(([, { format }]) => (typeof format === 'string' ? [format] : [])),
  );
  assert.deepEqual([...used].sort(), Object.keys(formats).sort());
});

test('each setting has a unique name in each form', () => {
  for (const nameOf of [dottedName, kebabName, environmentName]) {
    assert.equal(new Set(fields.map(nameOf)).size, fields.length);
  }
});

test('the validator is bundled whole and small', async () => {
  const { outputFiles, warnings } = await build({
    entryPoints: [new URL('src/generated/validate.js', root).pathname],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'silent',
  });
  const text = outputFiles[0]!.text;
  assert.deepEqual(warnings, []);
  assert.doesNotMatch(text, /\brequire\(|\bimport\b/);
  assert.ok(text.length < 90_000, `${text.length} characters`);
});
