// Lines that end with carriage returns alone are read, edited and written like others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run } from '../../src/engine/run.ts';
import { decodeSource } from '../../src/yaml/decode.ts';
import { listResults } from '../support/results.ts';

const configuration = {
  apiVersion: 'prepare-contrast.dev/v1alpha1',
  kind: 'PrepareContrast',
  spec: { platform: 'Metal-QEMU-SNP', memory: { default: '1Gi' } },
};
const POD = `# a pod
apiVersion: v1
kind: Pod
metadata:
  name: web # é
  annotations:
    text: |
      one

      two
    folded: "one
      two"
spec:
  containers:
  - name: web
    image: nginx:1
    env: []
`;
const DATA = {
  apiVersion: 'config.kubernetes.io/v1',
  kind: 'ResourceList',
  items: [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [{ name: 'a' }] } },
  ],
};

const INPUTS: Record<string, string> = {
  'a stream': POD,
  'a stream without a final line break': POD.trimEnd(),
  'a stream of ASCII': POD.replace('é', 'e'),
  'a byte order mark': `\uFEFF${POD}`,
  'a block scalar at the end': `${POD}# end\nstatus:\n  message: |\n    x`,
  'a ResourceList': `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\nitems:\n- ${POD.replaceAll('\n', '\n  ')}\n`,
  JSON: `${JSON.stringify(DATA, null, 2)}\n`,
  'JSON objects': `${JSON.stringify(DATA.items[0], null, 2)}\n${JSON.stringify(DATA.items[0], null, 2)}\n`,
};

for (const [title, input] of Object.entries(INPUTS)) {
  test(`the output has the line breaks of the input: ${title}`, () => {
    const expected = run(input, { configuration });
    for (const given of [
      input.replaceAll('\n', '\r'),
      decodeSource(Buffer.from(input.replaceAll('\n', '\r'))),
    ]) {
      const { output, results, source } = run(given, { configuration });
      assert.equal(output, expected.output.replaceAll('\n', '\r'));
      assert.deepEqual(listResults(results), listResults(expected.results));
      assert.equal(source, expected.source, 'reports count lines');
    }
    assert.notEqual(expected.output, input);
  });
}

/** kubectl sees one document in each, kustomize too, or an error, whatever is after the marker. */
const REFUSED: [title: string, input: string, place: string][] = [
  ['a marker between documents', `${POD}---\n${POD}`.replaceAll('\n', '\r'), 'line 18, column 1'],
  ['a marker at the start', `---\n${POD}`.replaceAll('\n', '\r'), 'line 1, column 1'],
  ['a marker with a comment', `--- # c\n${POD}`.replaceAll('\n', '\r'), 'line 1, column 1'],
  ['an end marker', `${POD}...\n`.replaceAll('\n', '\r'), 'line 18, column 1'],
  ['line feeds as well', `${POD.replaceAll('\n', '\r')}\n\n`, 'line 1, column 8'],
  ['a comment that ends with one', POD.replace('a pod\n', 'a pod\r'), 'line 1, column 8'],
  ['two before a line feed', POD.replace('web # é\n', 'web # é\r\r\n'), 'line 5, column 16'],
];

for (const [title, input, place] of REFUSED) {
  test(`carriage returns that parsers read differently are refused: ${title}`, () => {
    assert.throws(
      () => run(input, { configuration }),
      (error: Error & { code: string }) => {
        assert.equal(error.code, 'yaml-ambiguous');
        assert.ok(error.message.includes(place), error.message);
        assert.match(error.message, /carriage return/);
        return true;
      },
    );
    assert.throws(
      () => decodeSource(Buffer.from(input)) && run(decodeSource(Buffer.from(input)), { configuration }),
      {
        code: 'yaml-ambiguous',
      },
    );
  });
}
