import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { formats } from '../../src/config/formats.ts';
import type { ReadObjectFile } from '../../src/config/own-object.ts';
import { run } from '../../src/engine/run.ts';
import { formatUsage } from '../../src/memory-usage/usage-file.ts';
import type { Json } from '../../src/util/json.ts';
import { document, json, load, problemsOf } from './load.ts';

function usage(spec: string): string {
  return `apiVersion: prepare-contrast.dev/v1alpha1\nkind: MemoryUsage\nmetadata: {name: shop}\nspec: ${spec}\n`;
}

const WEB =
  '{workloads: [{kind: Pod, name: web, source: krr, time: "2026-11-30T12:00:00Z", containers: [{name: web, peak: 100Mi}]}]}';
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "a:1"}]}\n';

function fileOf(text: string): ReadObjectFile {
  return (file) => ({ source: file, document: json(text) });
}

const FROM_FILE = 'platform: Metal-QEMU-SNP\nmemory: {usageFrom: usage.yaml}';

test('the entries of a file and of items apply together, and in overrides too', () => {
  const { config } = load({
    document: document(
      `${FROM_FILE}\nworkloads: {overrides: [{match: {name: web}, memory: {headroom: 12.5%}}]}`,
    ),
    readUsageFile: fileOf(usage(WEB)),
    usage: [{ source: 'MemoryUsage shop', document: json(usage(WEB.replace('100Mi', '200Mi'))) }],
  });
  const { memory } = config.settings;
  assert.equal(memory.headroom, 20_000);
  const found = memory.usage.of({ kind: 'Pod', namespace: 'shop', name: 'web' }, 'web', memory.headroom);
  assert.equal(found?.peak?.text, '200Mi');
});

test('the headroom of an override and of a flag applies', () => {
  const headroom = (spec: string) => {
    const { output } = run(POD, {
      configuration: document(`${FROM_FILE}\n${spec}`),
      readUsageFile: fileOf(usage(WEB)),
    });
    return /memory: (\w+)/.exec(output)?.[1];
  };
  assert.equal(headroom('{}'.replace('{}', '')), '120Mi');
  assert.equal(
    headroom('workloads: {overrides: [{match: {name: web}, memory: {headroom: 12.5%}}]}'),
    '113Mi',
  );
  assert.equal(headroom('workloads: {overrides: [{match: {name: web}, memory: {headroom: 0%}}]}'), '100Mi');
});

test('a KRM function opens no file, and says what to do', () => {
  assert.deepEqual(problemsOf({ document: document(FROM_FILE) }), [
    'spec.memory.usageFrom: a KRM function cannot open files; add the MemoryUsage object of the file to the items',
  ]);
});

describe('invalid objects', () => {
  const INVALID: [spec: string, problem: string][] = [
    ['{}', 'usage.yaml: spec.workloads: is required; allowed: a list of workloads'],
    [
      WEB.replace('krr', 'guess'),
      'usage.yaml: spec.workloads[0].source: "guess" is not valid; allowed: prometheus, vpa, krr or kubectl-top',
    ],
    [
      WEB.replace(', peak: 100Mi', ''),
      'usage.yaml: spec.workloads[0].containers[0]: set either peak or recommended',
    ],
    [
      WEB.replace('100Mi', '1Mi, recommended: 2Mi'),
      'usage.yaml: spec.workloads[0].containers[0]: set either peak or recommended',
    ],
    [
      WEB.replace('100Mi', '100MB'),
      'usage.yaml: spec.workloads[0].containers[0].peak: "100MB" is not valid; allowed: a quantity of whole bytes such as 256Mi',
    ],
    [
      WEB.replace('time', 'day'),
      'usage.yaml: spec.workloads[0].time: is required; allowed: a time in quotes such as "2026-11-30T12:00:00Z"',
    ],
  ];
  for (const [spec, problem] of INVALID)
    test(problem, () => {
      const problems = problemsOf({ document: document(FROM_FILE), readUsageFile: fileOf(usage(spec)) });
      assert.equal(problems[0], problem);
    });

  test('of another kind', () => {
    const text = usage(WEB).replace('MemoryUsage', 'ImageSizes');
    assert.deepEqual(problemsOf({ document: document(FROM_FILE), readUsageFile: fileOf(text) }), [
      'usage.yaml: found prepare-contrast.dev/v1alpha1 ImageSizes; allowed: prepare-contrast.dev/v1alpha1 MemoryUsage',
    ]);
  });

  test('an invalid headroom', () => {
    assert.deepEqual(
      problemsOf({ document: document('platform: Metal-QEMU-SNP\nmemory: {headroom: "0.2"}') }),
      ['spec.memory.headroom: "0.2" is not valid; allowed: a percentage such as 20%'],
    );
  });
});

test('what is written is valid by the published schema, and reads as it was', () => {
  const read = (name: string) =>
    JSON.parse(readFileSync(new URL(`../../function-config/${name}`, import.meta.url), 'utf8'));
  const ajv = new Ajv({ allowUnionTypes: true, formats });
  ajv.addVocabulary(['x-expected']);
  ajv.addSchema(read('schema.json'), 'schema.json');
  const validate = ajv.compile(read('memory-usage.schema.json'));
  const workloads = [
    {
      kind: 'Deployment',
      namespace: 'true',
      name: '1.5',
      source: 'prometheus' as const,
      metric: 'memory:max',
      window: '14d',
      time: '2026-11-30T12:00:00Z',
      containers: [
        { name: 'web', peak: 1, p99: 1, samples: 1, pods: 1, covered: '36h', outOfMemory: 1 },
        { name: '0', recommended: '1Gi' },
      ],
    },
  ];
  const written = json(formatUsage(workloads));
  assert.ok(validate(written), JSON.stringify(validate.errors));
  assert.deepEqual((written as { spec: Json }).spec, { workloads });
  assert.ok(validate(json(formatUsage([]))));
});
