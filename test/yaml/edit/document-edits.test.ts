import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CORE_SCHEMA, dump, load } from 'js-yaml';
import type { Json, JsonObject } from '../../../src/util/json.ts';
import { DocumentEdits } from '../../../src/yaml/edit/document-edits.ts';
import type { Edit } from '../../../src/yaml/edit/edit.ts';
import { LineIndex } from '../../../src/yaml/edit/line-index.ts';
import { textEditsOf } from '../../../src/yaml/edit/text-edit.ts';
import { parseWithLibrary } from '../../../src/yaml/parser/library.ts';
import { spliced } from '../../support/manifests.ts';

/** Few keys, so that edits meet what is there; two of them go when they are empty. */
const KEYS = ['a', 'b', 'limits', 'resources', 'a b', '0'];
const scalar = fc.constantFrom<Json>(
  'text',
  'two words',
  'yes',
  '012',
  '',
  'a: b # c',
  'two\nlines\n',
  ' lead',
  7,
  1.5,
  true,
  null,
  '128Mi',
);

const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    scalar,
    fc.dictionary(fc.constantFrom(...KEYS), tie('value'), { maxKeys: 4 }),
    fc.array(tie('value'), { maxLength: 3 }),
  ),
}));

const root = fc.dictionary(fc.constantFrom(...KEYS), value, {
  minKeys: 1,
  maxKeys: 5,
}) as fc.Arbitrary<JsonObject>;

/** Steps that pick an existing path where they can: numbers choose among the keys or items at hand. */
const plan = fc.record({
  steps: fc.array(fc.nat(7), { minLength: 1, maxLength: 4 }),
  op: fc.constantFrom('set', 'setFirst', 'remove', 'append'),
  value: fc.oneof(
    scalar.filter((one) => one !== null),
    fc.constantFrom<Json>({ x: '1', y: { z: ['q', { k: true }] } }, ['p', 'yes'], {
      limits: { memory: '1Gi' },
    }),
  ),
});

type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

const style = fc.record({
  indent: fc.integer({ min: 1, max: 6 }),
  seqNoIndent: fc.boolean(),
  flowLevel: fc.constantFrom(-1, -1, -1, 0, 1, 2, 3),
  json: fc.constantFrom(false, false, false, 'compact', 'pretty'),
  comments: fc.boolean(),
  lineEnding: fc.constantFrom('\n', '\r\n'),
  finalLineBreak: fc.boolean(),
  shared: fc.boolean(),
});

type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

function write(content: JsonObject, how: Style): string {
  const { indent, seqNoIndent, flowLevel, json, comments, lineEnding, finalLineBreak } = how;
  let text = json
    ? `${JSON.stringify(content, null, json === 'pretty' ? indent : 0)}\n`
    : dump(content, { indent, seqNoIndent, flowLevel, noRefs: false, lineWidth: -1 });
  // Comments only where they cannot be part of a block scalar.
  if (comments && !json && !/[|>][-+\d]*$/m.test(text)) {
    text = text.replace(
      /^( *)(\S.*[^,\][{}\n])$/gm,
      (_line, margin, rest) => `${margin}# above\n${margin}${rest} # after`,
    );
  }
  text = text.replaceAll('\n', lineEnding);
  return finalLineBreak ? text : text.replace(/\r?\n$/, '');
}

function isCollection(one: Json | undefined): one is JsonObject | Json[] {
  return typeof one === 'object' && one !== null;
}

/** Turns a plan into an edit that the content allows; undefined where it would lead through a scalar. */
function editFor(content: JsonObject, { steps, op, value: wanted }: Plan): Edit | undefined {
  const path: (string | number)[] = [];
  let here: Json | undefined = content;
  for (const step of steps) {
    if (here !== undefined && here !== null && !isCollection(here)) return undefined;
    if (Array.isArray(here)) {
      if (here.length === 0) break;
      path.push(step % here.length);
    } else {
      path.push(KEYS[step % KEYS.length]!);
    }
    here = isCollection(here) ? (here as Record<string | number, Json>)[path.at(-1)!] : undefined;
  }
  if (path.length === 0) return undefined;
  if (op === 'append')
    return here === undefined || here === null || Array.isArray(here)
      ? { op, path, value: wanted }
      : undefined;
  if (op === 'remove') return here === undefined ? undefined : { op, path };
  return op === 'setFirst'
    ? { op: 'set', path, value: wanted, position: 'first' }
    : { op: 'set', path, value: wanted };
}

const GONE_WHEN_EMPTY = new Set(['limits', 'resources']);

/** The same edit on plain data. */
function model(content: JsonObject, edit: Edit): void {
  const holders: { holder: Record<string | number, Json>; key: string | number }[] = [];
  let here: Record<string | number, Json> = content;
  for (const [index, key] of edit.path.entries()) {
    holders.push({ holder: here, key });
    if (index === edit.path.length - 1) break;
    if (here[key] === null || here[key] === undefined)
      here[key] = typeof edit.path[index + 1] === 'number' ? [] : {};
    here = here[key] as Record<string | number, Json>;
  }
  const { holder, key } = holders.at(-1)!;
  if (edit.op === 'set') holder[key] = structuredClone(edit.value) as Json;
  else if (edit.op === 'append')
    holder[key] = [...((holder[key] as Json[] | null | undefined) ?? []), structuredClone(edit.value)];
  else {
    for (let last = holders.pop(); last; last = holders.pop()) {
      if (Array.isArray(last.holder)) last.holder.splice(last.key as number, 1);
      else delete last.holder[last.key];
      const parent = holders.at(-1);
      if (Object.keys(last.holder).length > 0 || !parent || !GONE_WHEN_EMPTY.has(String(parent.key))) return;
    }
  }
}

test('the text after any edits means what the same edits make of the data', () => {
  fc.assert(
    fc.property(root, fc.array(plan, { minLength: 1, maxLength: 5 }), style, (content, plans, how) => {
      // No edit empties a Kubernetes object.
      const shared = { ...(how.shared ? shareOne(content) : content), kind: 'Pod' };
      const original = write(shared, how);
      const text = original.endsWith('\n') ? original : original + how.lineEnding;
      const expected = structuredClone(JSON.parse(JSON.stringify(shared))) as JsonObject;
      const document = parseWithLibrary(text)!;
      const overlay = new DocumentEdits(document);
      for (const one of plans) {
        const edit = editFor(expected, one);
        if (!edit) continue;
        overlay.apply([], edit);
        model(expected, edit);
      }
      const output = spliced(text, textEditsOf(new LineIndex(text), document, overlay));
      assert.deepEqual(load(output, { schema: CORE_SCHEMA }), expected, output);
      if (how.lineEnding === '\r\n' && /\r\n./.test(text)) assert.doesNotMatch(output, /[^\r]\n/);
      for (const comment of overlay.touched.length === 0 ? (text.match(/# above/g) ?? []) : [])
        assert.ok(output.includes(comment));
    }),
    { numRuns: 3000, seed: 7 },
  );
});

/** The same object under two keys: js-yaml writes it with an anchor and an alias. */
function shareOne(content: JsonObject): JsonObject {
  const [key] = Object.keys(content).filter((name) => isCollection(content[name]));
  return key === undefined ? content : { ...content, again: content[key]!, list: [content[key]!] };
}
