import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { schemaOf, tableOf } from '../../scripts/genpolicy-fields.mjs';

/** A file that dispatches on kinds, as genpolicy does. */
function dispatch(...kinds: [kind: string, type: string][]): string {
  return kinds
    .map(([kind, type]) => `"${kind}" => {\n let one: ${type} = serde_ignored::deserialize(d, |p| {})`)
    .join('\n');
}

function fields(declarations: string, attributes = ''): string {
  const boat = `${attributes}\n#[derive(Debug)]\npub struct Boat {\n${declarations}\n}`;
  const schema = schemaOf({ yaml: dispatch(['Boat', 'boat::Boat']), boat });
  return schema.structs
    .Boat!.map(({ name, type, required }) => `${name}${required ? '!' : ':'}${type}`)
    .join(' ');
}

describe('the reader of Rust structs', () => {
  test('distinguishes required fields, optional ones and those with a default', () => {
    assert.equal(
      fields('pub name: String, masts: Option<i32>, #[serde(default)] afloat: bool,'),
      'name!string masts:i32 afloat:bool',
    );
    assert.equal(fields('name: String', '#[serde(default)]'), 'name:string');
  });

  test('reads lists, maps and boxes, with commas and comments between them', () => {
    assert.equal(
      fields(
        '// the crew, by rank\ncrew: BTreeMap<String, Vec<String>>,\nlog: Option<Box<Vec<u8>>>, any: serde_yaml::Value',
      ),
      'crew!string[]{} log:u8[] any!any',
    );
  });

  test('takes names from serde', () => {
    assert.equal(
      fields(
        '#[serde(rename = "type")]\nkind: String,\nhome_port: String,',
        '#[serde(rename_all = "camelCase")]',
      ),
      'type!string homePort!string',
    );
    assert.equal(fields('r#type: Option<String>, #[serde(skip)] secret: u8'), 'type:string');
  });

  test('follows types into other files, and puts flattened fields in place', () => {
    const schema = schemaOf({
      yaml: dispatch(['Boat', 'boat::Boat'], ['Ship', 'ship::Ship']),
      boat: 'use crate::ship::Sail;\npub struct Boat { sail: Sail, #[serde(flatten)] hull: Hull }\nstruct Hull { planks: u32 }',
      ship: 'pub struct Ship { hull: Hull }\npub struct Sail { rig: Rig }\nstruct Hull { steel: bool }\nenum Rig { Gaff, Lug }',
    });
    assert.deepEqual(schema.kinds, { Boat: 'Boat', Ship: 'Ship' });
    assert.deepEqual(schema.structs.Boat, [
      { name: 'sail', type: 'Sail', required: true },
      { name: 'planks', type: 'u32', required: true },
    ]);
    assert.deepEqual(schema.structs.Sail, [{ name: 'rig', type: 'string', required: true }]);
    assert.deepEqual(schema.structs.ShipHull, [{ name: 'steel', type: 'bool', required: true }]);
  });

  test('an enum with content accepts what cannot be determined', () => {
    const boat =
      '#[serde(untagged)]\nenum Load { Tons(u32), Text(String) }\nstruct Boat { load: Option<Load> }';
    const schema = schemaOf({ yaml: dispatch(['Boat', 'boat::Boat']), boat });
    assert.deepEqual(schema.structs.Boat, [{ name: 'load', type: 'any', required: false }]);
  });

  test('fails on what it does not understand', () => {
    assert.throws(() => fields('#[serde(alias = "x")] name: String'), /unknown serde option alias/);
    assert.throws(() => fields('name: Cow<str>'), /unknown type Cow<str>/);
    assert.throws(() => fields('name: String', '#[serde(deny_unknown_fields)]'), /deny_unknown_fields/);
    assert.throws(() => fields('name: Missing'), /unknown type Missing/);
  });
});

const checkout = process.env.KATA_CHECKOUT;

test('the committed table is what the sources of Kata Containers give', {
  skip: checkout === undefined && 'KATA_CHECKOUT names no checkout of kata-containers',
}, () => {
  const committed = readFileSync(new URL('../../src/contrast/genpolicy/structs.ts', import.meta.url), 'utf8');
  const tags = [...committed.matchAll(/^ \* {3}(\S+) [0-9a-f]{12}$/gm)].map(([, tag]) => tag!);
  assert.ok(tags.length >= 2);
  assert.equal(tableOf(checkout!, tags), committed);
});
