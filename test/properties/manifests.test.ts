import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CORE_SCHEMA, dump, load } from 'js-yaml';
import { run } from '../../src/engine/run.ts';
import { assertOnlyReportedChanges } from '../support/changes.ts';

const memory = fc.constantFrom('64Mi', '128Mi', '1Gi', '100M', '0.5Gi', 67108864, '1e9');
const cpu = fc.constantFrom('100m', '1', 2, '0.5', 1.25);
const amounts = fc.record({ memory, cpu }, { requiredKeys: [] });
const resources = fc.option(fc.record({ limits: amounts, requests: amounts }, { requiredKeys: [] }), {
  nil: undefined,
});

const container = (name: string) =>
  fc
    .record({
      image: fc.constantFrom('nginx:stable', 'busybox@sha256:0'),
      resources,
      restartPolicy: fc.constantFrom(undefined, 'Always'),
    })
    .map((rest) => ({ name, ...rest }));

const podSpec = fc.record(
  {
    containers: fc
      .tuple(container('web'), container('proxy'))
      .chain((all) => fc.constantFrom(all.slice(0, 1), all)),
    initContainers: fc
      .tuple(container('setup'), container('side'))
      .chain((all) => fc.constantFrom(all.slice(0, 1), all, [])),
    runtimeClassName: fc.constantFrom('contrast-cc', 'contrast-cc-metal-qemu-tdx', 'runc'),
  },
  { requiredKeys: ['containers'] },
);

const manifest = podSpec.chain((spec) =>
  fc.constantFrom<object>(
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: { name: 'set' },
      spec: { replicas: 2, template: { spec } },
    },
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'cron' },
      spec: { jobTemplate: { spec: { template: { metadata: {}, spec } } } },
    },
  ),
);

/** The same data in the styles that people and programs write. */
const style = fc.record({
  indent: fc.integer({ min: 1, max: 8 }),
  seqNoIndent: fc.boolean(),
  flowLevel: fc.constantFrom(-1, -1, 0, 3, 5),
  json: fc.constantFrom(false, false, 'compact', 'pretty'),
  lineEnding: fc.constantFrom('\n', '\n', '\r\n'),
  finalLineBreak: fc.boolean(),
  comments: fc.boolean(),
});

type Style = typeof style extends fc.Arbitrary<infer T> ? T : never;

function write(
  value: object,
  { indent, seqNoIndent, flowLevel, json, lineEnding, finalLineBreak, comments }: Style,
): string {
  const plain = JSON.parse(JSON.stringify(value)) as object;
  let text = json
    ? `${JSON.stringify(plain, null, json === 'pretty' ? indent : 0)}\n`
    : dump(plain, { indent, seqNoIndent, flowLevel });
  if (comments && !json)
    text = text.replace(
      /^( *)(\S.*)$/gm,
      (_line, margin, rest) => `${margin}# about ${rest.length} characters\n${margin}${rest}  # trailing`,
    );
  text = text.replaceAll('\n', lineEnding);
  return finalLineBreak ? text : text.trimEnd();
}

const configuration = (spec: object) =>
  ({
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { memory: { default: '200Mi' }, ...spec },
  }) as never;

for (const platform of ['Metal-QEMU-SNP', 'AKS-CLH-SNP']) {
  test(`whatever the style, ${platform}: changes are reported, happen once, and leave every limit in place`, () => {
    fc.assert(
      fc.property(fc.array(manifest, { minLength: 1, maxLength: 3 }), style, (manifests, how) => {
        const documents = manifests.map((one) => write(one, how));
        const text =
          documents.map((one) => one.trimEnd()).join(`${how.lineEnding}---${how.lineEnding}`) +
          (how.finalLineBreak ? how.lineEnding : '');
        const options = { configuration: configuration({ platform }) };
        const { output, results } = run(text, options);
        assertOnlyReportedChanges(text, output, results);
        assert.equal(run(output, options).output, output);
        if (how.lineEnding === '\r\n') assert.doesNotMatch(output, /[^\r]\n/);
        for (const comment of text.match(/# about .*/g) ?? []) assert.ok(output.includes(comment));
        for (const one of output.split(/^---\r?$/m)) assert.ok(load(one, { schema: CORE_SCHEMA }));
      }),
      { numRuns: 400, seed: 1 },
    );
  });
}

test('a text without a final line break gets lines of the kind that it has, also after its last one', () => {
  const lines = [
    'kind: Pod',
    'apiVersion: v1',
    'metadata: {name: p}',
    'spec:',
    '  containers:',
    '    - name: a',
    '      resources:',
    '        limits:',
    '          memory: 1Gi',
  ];
  for (const lineEnding of ['\n', '\r\n']) {
    const { output } = run(lines.join(lineEnding), {
      configuration: configuration({ platform: 'Metal-QEMU-SNP' }),
    });
    assert.match(output, /limits:\r?\n +memory: 1Gi\r?\n +requests:\r?\n +memory: 1Gi$/);
    assert.deepEqual([...new Set(output.match(/\r?\n/g))], [lineEnding]);
  }
});
