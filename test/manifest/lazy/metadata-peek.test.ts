import assert from 'node:assert/strict';
import { test } from 'node:test';
import { peekMetadata } from '../../../src/manifest/lazy/metadata-peek.ts';
import { textAt } from '../../../src/yaml/access.ts';
import { parseWithLibrary } from '../../../src/yaml/parser/library.ts';

/** Objects whose lines say what they are called. */
const CLEAR = [
  'metadata:\n  name: a\n',
  'metadata:\n  name: a\n  namespace: b\n',
  'metadata: # comment\n\n    # name: c\n    namespace: "b"\n    name: \'a\' # why\nkind: ConfigMap\n',
  'data:\n  metadata:\n    name: c\nmetadata:\n  labels:\n    name: d\n  name: a\n',
  'metadata:\r\n  name: a\r\n  namespace: b\r\n',
  'metadata:\n  annotations:\n    text: |\n      name: c\n\n      namespace: d\n  name: a\n',
  'metadata:\n# at the edge\n  name: a\ndata:\n  text: |\n    name: c\n',
  'metadata:\n  uid: x\n  name: a.b-c\n',
];

/** Objects for which only reading will do. */
const DOUBTFUL = [
  'metadata: {name: a}\n',
  'metadata:\n  "name": a\n',
  'metadata:\n  <<: *common\n  name: a\n',
  'metadata:\n  ? name\n  : a\n',
  'metadata: &m\n  name: a\n',
  'metadata:\n  name: 123\n',
  'metadata:\n  name: null\n',
  'metadata:\n  name:\n    a\n',
  'metadata:\n  name: !!str a\n',
  'metadata:\n  name: *n\n',
  'metadata:\n  name: a\n  name: b\n',
  'metadata:\n  name: a\nmetadata:\n  name: b\n',
  'metadata:\n  generateName: a-\n',
  'metadata:\n- name: a\n',
  'metadata:\nname: a\n',
  'kind: ConfigMap\n',
  'metadata:\n  name: "a\\x62"\n',
];

test('the lines of most objects say what they are called', () => {
  for (const text of CLEAR) {
    const { root } = parseWithLibrary(text)!;
    const read = { name: textAt(root, 'metadata', 'name'), namespace: textAt(root, 'metadata', 'namespace') };
    assert.deepEqual(peekMetadata(text), read, text);
  }
});

test('what leaves doubt has to be read', () => {
  for (const text of DOUBTFUL) assert.equal(peekMetadata(text), undefined, text);
});
