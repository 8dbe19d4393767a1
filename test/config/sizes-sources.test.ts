import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { Ajv } from 'ajv';
import { formats } from '../../src/config/formats.ts';
import type { ReadObjectFile } from '../../src/config/own-object.ts';
import { type RunResult, run } from '../../src/engine/run.ts';
import { formatSizes } from '../../src/image-sizes/sizes-file.ts';
import type { Json } from '../../src/util/json.ts';
import { document, json, load, problemsOf } from './load.ts';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const POD = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers:
  - {name: web, image: "nginx:stable", resources: {limits: {memory: 64Mi}}}
`;

function sizes(spec: string): string {
  return `apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nmetadata: {name: of-shop}\nspec: ${spec}\n`;
}

const NGINX = `{images: [{image: "nginx:stable", compressed: 67Mi, uncompressed: 184Mi, digest: "${DIGEST}"}]}`;

function fileOf(text: string): ReadObjectFile {
  return (file) => ({ source: file, document: json(text) });
}

const FROM_FILE = document('platform: Metal-QEMU-SNP\nimages: {sizesFrom: sizes.yaml}');

function limitIn({ output }: RunResult): string | undefined {
  return /limits: \{memory: (\w+)/.exec(output)?.[1];
}

test('the sizes of a file and of items count like those of the configuration, after them', () => {
  const inline = '{image: "nginx:stable", compressed: 10Mi}';
  const { config } = load({
    document: document(`platform: Metal-QEMU-SNP\nimages: {sizesFrom: sizes.yaml, sizes: [${inline}]}`),
    readSizesFile: fileOf(sizes(NGINX)),
    sizes: [
      { source: 'ImageSizes of-shop', document: json(sizes('{images: [{image: a, compressed: 1Mi}]}')) },
    ],
  });
  assert.deepEqual(
    config.settings.images.sizes.map(({ image, compressed }) => [image, compressed?.text]),
    [
      ['nginx:stable', '10Mi'],
      ['nginx:stable', '67Mi'],
      ['a', '1Mi'],
    ],
  );
});

test('by file, as an item of a stream and of a ResourceList: the same limit, and the item as it came', () => {
  const configuration = document('platform: Metal-QEMU-SNP');
  const byFile = run(POD, { configuration: FROM_FILE, readSizesFile: fileOf(sizes(NGINX)) });
  assert.equal(limitIn(byFile), '670Mi');
  const stream = run(`${sizes(NGINX)}---\n${POD}`, { configuration });
  assert.equal(stream.output, `${sizes(NGINX)}---\n${byFile.output}`);
  const items = [json(sizes(NGINX)), json(POD)];
  const list = {
    apiVersion: 'config.kubernetes.io/v1',
    kind: 'ResourceList',
    functionConfig: configuration,
    items,
  };
  const answer = JSON.parse(run(JSON.stringify(list), {}).output) as { items: Json[] };
  assert.deepEqual(answer.items[0], items[0]);
  assert.deepEqual(answer.items[1], json(byFile.output));
});

test('digests are written where the file says so', () => {
  const pinned = new RegExp(`image: nginx:stable@${DIGEST}|"nginx:stable@${DIGEST}"`);
  const prepared = (pin: string) =>
    run(POD, { configuration: FROM_FILE, readSizesFile: fileOf(sizes(NGINX.replace('{', `{${pin}`))) })
      .output;
  assert.match(prepared('pin: true, '), pinned);
  assert.doesNotMatch(prepared(''), pinned);
  assert.doesNotMatch(prepared('pin: false, '), pinned);
});

test('the advice for a digest that is not written depends on who says so', () => {
  const messages = (pin: string) =>
    run(POD, { configuration: FROM_FILE, readSizesFile: fileOf(sizes(NGINX.replace('images: [{', pin))) })
      .results.filter(({ rule }) => rule === 'image-digest')
      .map(({ message }) => message)
      .join();
  assert.match(
    messages('images: [{'),
    /known, but not pinned; prepare-contrast sizes --pin or pin: true in its entry/,
  );
  assert.match(messages('images: [{pin: false, '), /known, but its entry says pin: false$/);
  assert.match(messages('pin: true, images: [{pin: false, '), /known, but its entry says pin: false$/);
});

test('a KRM function cannot open a file, and the error names the alternatives', () => {
  const list = {
    apiVersion: 'config.kubernetes.io/v1',
    kind: 'ResourceList',
    functionConfig: FROM_FILE,
    items: [],
  };
  const opened: string[] = [];
  const readSizesFile: ReadObjectFile = (file) => {
    opened.push(file);
    return { source: file, document: json(sizes(NGINX)) };
  };
  assert.throws(() => run(JSON.stringify(list), { readSizesFile }), {
    message:
      'configuration: spec.images.sizesFrom: a KRM function cannot open files; set images.sizes, or add the ImageSizes object of the file to the items',
  });
  assert.deepEqual(opened, []);
});

test('a path is relative to the configuration, or to the working directory where a flag gives it', () => {
  const given: [string, string][] = [];
  const readSizesFile: ReadObjectFile = (file, givenBy) => {
    given.push([file, givenBy]);
    return { source: file, document: json(sizes(NGINX)) };
  };
  load({ document: FROM_FILE, readSizesFile });
  const field = {
    path: ['images', 'sizesFrom'],
    type: 'string',
    description: '',
    example: 'image-sizes.yaml',
  } as const;
  const assignments = [{ field, value: 'other.yaml', source: '--images-sizes-from' }];
  load({ document: FROM_FILE, assignments, readSizesFile });
  assert.deepEqual(given, [
    ['sizes.yaml', 'document'],
    ['other.yaml', 'flag'],
  ]);
});

test('invalid sizes are reported with file and place', () => {
  const rows: [text: string, problem: string][] = [
    [
      sizes('{images: [{image: a, compressed: 7Mb}]}'),
      'sizes.yaml: spec.images[0].compressed: "7Mb" is not valid; allowed: a quantity of whole bytes such as 256Mi',
    ],
    [sizes('{}'), 'sizes.yaml: spec.images: is required; allowed: a list of images'],
    [sizes('{images: [], platfrom: x}'), 'sizes.yaml: spec.platfrom: unknown key; did you mean platform?'],
    [POD, 'sizes.yaml: found v1 Pod; allowed: prepare-contrast.dev/v1alpha1 ImageSizes'],
    ['[]', 'sizes.yaml: must be an object of kind ImageSizes and apiVersion prepare-contrast.dev/v1alpha1'],
  ];
  for (const [text, problem] of rows)
    assert.deepEqual(problemsOf({ document: FROM_FILE, readSizesFile: fileOf(text) }), [problem]);
});

test('the schema of the file takes what is written, and only that', () => {
  const read = (file: string) =>
    JSON.parse(readFileSync(new URL(`../../function-config/${file}`, import.meta.url), 'utf8')) as object;
  const ajv = new Ajv({ allowUnionTypes: true });
  ajv.addVocabulary(['x-expected']);
  for (const [name, check] of Object.entries(formats)) ajv.addFormat(name, check);
  ajv.addSchema(read('schema.json'), 'schema.json');
  const validate = ajv.compile(read('image-sizes.schema.json'));
  const layers = [{ digest: DIGEST, compressed: 1, uncompressed: 2 }];
  const entry = { image: 'a', digest: DIGEST, manifest: DIGEST, compressed: 1, uncompressed: 2 };
  const whole = { ...entry, user: '0', volumes: ['/a', '/b: c'], layers };
  const text = formatSizes({ platform: 'linux/arm/v7', pin: true, images: [whole, { image: 'b' }] });
  assert.ok(validate(json(text)), JSON.stringify(validate.errors));
  assert.deepEqual((json(text) as { spec: Json }).spec, {
    platform: 'linux/arm/v7',
    pin: true,
    images: [whole, { image: 'b' }],
  });
  assert.ok(!validate(json(text.replace('compressed: 1', 'compressed: -1'))));
});
