import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fieldProblems } from '../../../src/contrast/genpolicy/check-fields.ts';
import { isSurelyAccepted } from '../../../src/contrast/genpolicy/peek-fields.ts';
import { schemaOf } from '../../../src/contrast/genpolicy/schema.ts';
import type { MapNode } from '../../../src/yaml/node.ts';
import { parseWithLibrary } from '../../../src/yaml/parser/library.ts';

const shape = schemaOf('3.32').shapeOf('ConfigMap')!;
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: colours\n';

describe('lines show that a ConfigMap is right', () => {
  const rows: Record<string, string> = {
    'with text of every style': `${head}data:\n  a: |\n    b: 1\n  c: >-\n    d\n\n    e\n  f: "1"\n  'g': 'yes'\n  h: blue # sky\n`,
    'with comments and blank lines': `---\n# of the shop\n\n${head}  # none\ndata: # all of them\n  # the sky\n  sky: blue\n\n`,
    'as an item of a list': `- ${head.replaceAll('\n', '\n  ')}data:\n    sky: blue\n  immutable: true\n`,
    'with carriage returns': `${head}data:\n  sky: blue\n`.replaceAll('\n', '\r\n'),
    'with labels': `${head}  labels: {}\n  annotations:\n    note: |\n      stringData: 1\n    a/b: c\ndata: {}\n`,
  };
  for (const [name, text] of Object.entries(rows))
    test(name, () => assert.equal(isSurelyAccepted(text, shape), true));
});

describe('lines leave doubt', () => {
  const rows: Record<string, string> = {
    'of an unknown field': `${head}stringData: {}\n`,
    'of metadata that the API server sets': `${head}  creationTimestamp: null\n`,
    'of a number': `${head}data:\n  port: 8080\n`,
    'of a boolean': `${head}data:\n  debug: yes\n`,
    'of a date': `${head}data:\n  since: 2026-01-31\n`,
    'of a map in data': `${head}data:\n  sky:\n    of: blue\n`,
    'of a missing field': 'apiVersion: v1\nkind: ConfigMap\ndata: {}\n',
    'of flow style': '{apiVersion: v1, kind: ConfigMap, metadata: {name: colours}}\n',
    'of an anchor': `${head}data:\n  sky: &blue blue\n`,
    'of a merge key': `${head}data:\n  <<: *all\n`,
    'of text that goes on': `${head}data:\n  sky: 12\n    34\n`,
    'of a tag': `${head}data:\n  sky: !!str 12\n`,
  };
  for (const [name, text] of Object.entries(rows))
    test(name, () => assert.equal(isSurelyAccepted(text, shape), false));
});

test('what lines show, reading the object confirms', () => {
  const key = fc.constantFrom(
    'sky',
    'app.conf',
    '"port"',
    'data',
    'immutable',
    'name',
    'labels',
    '- a',
    'finalizers',
  );
  const value = fc.constantFrom(
    '',
    ' blue',
    ' 1',
    ' "1"',
    ' |',
    ' yes',
    ' 2026-01-31',
    ' {}',
    " 'a # b'",
    ' # none',
    ' true',
    ' a: b',
    ' [1]',
    ' x #y',
  );
  const indent = fc.constantFrom('', '  ', '    ', '      ');
  const line = fc.tuple(indent, key, value).map(([space, name, text]) => `${space}${name}:${text}\n`);
  let confirmed = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
      const text = `${head}data:\n${lines.join('')}`;
      if (!isSurelyAccepted(text, shape)) return;
      let root: MapNode;
      try {
        root = parseWithLibrary(text)!.root as MapNode;
      } catch {
        return; // What cannot be read is passed on.
      }
      if (lines.length > 0) confirmed++;
      assert.deepEqual(fieldProblems(root, [], shape, { isTyped: false }), []);
    }),
    { numRuns: 3000 },
  );
  assert.ok(confirmed > 20, `only ${confirmed} were confirmed`);
});
