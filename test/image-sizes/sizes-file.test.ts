import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { stateOf } from '../../src/image-sizes/progress.ts';
import { readSizesFile } from '../../src/image-sizes/sizes-file.ts';
import { image, index, layer } from './support/images.ts';
import { newFolder, runSizes } from './support/run-sizes.ts';
import { type ScriptedRegistry, scriptedRegistry } from './support/scripted-registry.ts';

const base = layer('base'.repeat(9000));
const images = {
  'shop/web:1': image([base, layer('web')], { config: { Volumes: { '/data dir': {} }, User: 'app' } }),
  'shop/api:1': image([base, layer('api')]),
  'shop/db:1': index([image([layer('db')])]),
};

async function withImages(body: (registry: ScriptedRegistry, file: string) => Promise<void>): Promise<void> {
  const registry = await scriptedRegistry(images);
  try {
    await body(registry, join(newFolder(), 'sizes.yaml'));
  } finally {
    await registry.close();
  }
}

/** A pod with init containers, and a Job in a list, with images of the registry. */
function manifests(host: string): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  initContainers: [{name: init, image: "${host}/shop/db:1"}]
  containers: [{name: web, image: "${host}/shop/web:1"}, {name: again, image: "${host}/shop/web:1"}]
---
apiVersion: v1
kind: List
items:
- apiVersion: batch/v1
  kind: Job
  spec: {template: {spec: {containers: [{name: api, image: "${host}/shop/api:1"}]}}}
`;
}

/** Runs that must succeed; gives what was asked of the registry meanwhile. */
async function asked(registry: ScriptedRegistry, args: string[], input = ''): Promise<string[]> {
  const before = registry.requests.length;
  const { code, stderr } = await runSizes(args, { input });
  assert.equal(code, 0, stderr);
  return registry.requests.slice(before).map(({ path }) => path);
}

test('every image of the manifests is measured, and a shared layer is fetched once', () =>
  withImages(async (registry, file) => {
    const paths = await asked(registry, ['-', '--output', file], manifests(registry.host));
    const layers = paths.filter((path) => path.includes('/blobs/'));
    assert.equal(new Set(layers.map((path) => path.slice(path.lastIndexOf('/')))).size, layers.length);
    // Three configurations and four layers, one of them in two images.
    assert.equal(layers.length, 7);
    assert.deepEqual(
      readSizesFile(file)!.sizes.images.map(({ image: name }) => name),
      ['api', 'db', 'web'].map((name) => `${registry.host}/shop/${name}:1`),
    );
  }));

test('the file is one to review: sorted, a line a value, the same again', () =>
  withImages(async (registry, file) => {
    const args = ['--image', `${registry.host}/shop/web:1`, '--output', file, '--layers', '--pin'];
    await asked(registry, args);
    const text = readFileSync(file, 'utf8')
      .replaceAll(registry.host, 'HOST')
      .replace(/ # [\d.]+Mi$/gm, ' # MiB');
    const [first, second] = [...images['shop/web:1'].blobs.keys()].slice(1);
    assert.equal(
      text,
      `# Sizes and digests of container images, written by prepare-contrast sizes.
apiVersion: prepare-contrast.dev/v1alpha1
kind: ImageSizes
metadata:
  name: image-sizes
  annotations:
    config.kubernetes.io/local-config: "true"
spec:
  platform: linux/amd64
  pin: true
  images:
    - image: "HOST/shop/web:1"
      digest: ${images['shop/web:1'].descriptor.digest}
      compressed: ${base.blob.length + layer('web').blob.length} # MiB
      uncompressed: ${base.tar.length + layer('web').tar.length} # MiB
      user: app
      volumes: ["/data dir"]
      layers:
        - { digest: ${first}, compressed: ${base.blob.length}, uncompressed: ${base.tar.length} }
        - { digest: ${second}, compressed: ${layer('web').blob.length}, uncompressed: ${layer('web').tar.length} }
`,
    );
    const { mtimeMs, ino } = statSync(file);
    assert.deepEqual(await asked(registry, args), [], 'what is known is not asked for');
    await asked(registry, [...args, '--update']);
    const after = statSync(file);
    assert.deepEqual([after.mtimeMs, after.ino], [mtimeMs, ino], 'unchanged sizes rewrite nothing');
  }));

test('manifests say which images the file has, single images are added', () =>
  withImages(async (registry, file) => {
    const name = (image: string) => `${registry.host}/shop/${image}:1`;
    const held = () => readSizesFile(file)!.sizes.images.map(({ image }) => image);
    await asked(registry, ['--image', name('db'), '--output', file]);
    await asked(registry, ['--image', name('web'), '--output', file]);
    assert.deepEqual(held(), [name('db'), name('web')]);
    const pod = `apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "${name('api')}"}, {image: "${name('web')}"}]}\n`;
    const paths = await asked(registry, ['-', '--output', file], pod);
    assert.ok(
      paths.every((path) => path.startsWith('/v2/shop/api/')),
      'only the new one is asked for',
    );
    assert.deepEqual(held(), [name('api'), name('web')]);
  }));

/** A file of entries written by hand; `platform` is a line of its spec. */
function byHand(file: string, platform: string, entries: string[]): string {
  const head = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\n';
  const text = `${head}spec:\n${platform}  images:\n${entries.map((entry) => `    - ${entry}\n`).join('')}`;
  writeFileSync(file, text);
  return text;
}

test('a single image is added to entries written by hand, whether or not these say for which platform', () =>
  withImages(async (registry, file) => {
    const name = `${registry.host}/shop/web:1`;
    for (const platform of ['', '  platform: linux/amd64\n']) {
      byHand(file, platform, ['{image: "a:1", compressed: 3Mi}', '{image: "b:1", compressed: 4Mi}']);
      await asked(registry, ['--image', name, '--output', file]);
      const held = readSizesFile(file)!.sizes.images.map(({ image }) => image);
      assert.deepEqual(held, [name, 'a:1', 'b:1'], platform);
    }
  }));

test('an entry that must not be pinned stays so after a new measurement', () =>
  withImages(async (registry, file) => {
    const name = `${registry.host}/shop/db:1`;
    const pod = `apiVersion: v1\nkind: Pod\nspec: {containers: [{image: "${name}"}]}\n`;
    const entry = () => readSizesFile(file)!.sizes.images[0]!;
    byHand(file, '', [`{image: "${name}", compressed: 3Mi, pin: false}`]);
    await asked(registry, ['--image', name, '--output', file]);
    assert.deepEqual([entry().digest, entry().pin], [images['shop/db:1'].descriptor.digest, false]);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(entry().digest!, `sha256:${'0'.repeat(64)}`));
    await asked(registry, ['-', '--output', file, '--update', '--pin'], pod);
    assert.deepEqual([entry().digest, entry().pin], [images['shop/db:1'].descriptor.digest, false]);
    writeFileSync(file, readFileSync(file, 'utf8').replace('platform: linux/amd64', 'platform: linux/arm64'));
    await asked(registry, ['-', '--output', file, '--image-platform', 'linux/amd64'], pod);
    assert.equal(entry().pin, false);
  }));

test('of several entries for one image the first counts', () =>
  withImages(async (registry, file) => {
    byHand(file, '', [
      '{image: "a:1", compressed: 3Mi}',
      '{image: "docker.io/library/a:1", compressed: 4Mi}',
    ]);
    await asked(registry, ['--image', `${registry.host}/shop/web:1`, '--output', file]);
    const [, ...others] = readSizesFile(file)!.sizes.images;
    assert.deepEqual(others, [{ image: 'a:1', compressed: '3Mi' }]);
  }));

test('a single image for another platform than that of the file is refused', () =>
  withImages(async (registry, file) => {
    for (const platform of ['', '  platform: linux/amd64\n']) {
      const before = byHand(file, platform, ['{image: "a:1", compressed: 3Mi}']);
      const single = ['--image', `${registry.host}/shop/web:1`, '--image-platform', 'linux/arm64'];
      const { code, stderr } = await runSizes([...single, '--output', file]);
      assert.equal(code, 2);
      assert.equal(
        stderr,
        `--image-platform: ${file} contains images for linux/amd64, and a file has one platform; choose another file with --output, ` +
          'or measure all images again with prepare-contrast sizes PATH --image-platform linux/arm64\n',
      );
      assert.equal(readFileSync(file, 'utf8'), before);
    }
    assert.equal(registry.requests.length, 0);
  }));

test('manifests that are not all there are refused, since their images would be dropped', () =>
  withImages(async (registry, file) => {
    const folder = join(file, '..', 'manifests');
    mkdirSync(join(folder, 'base'), { recursive: true });
    const pod = `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: "${registry.host}/shop/web:1"}]}\n`;
    writeFileSync(join(folder, 'pod.yaml'), pod);
    writeFileSync(join(folder, 'base', 'kustomization.yaml'), '');
    const { code, stderr } = await runSizes([folder, '--output', file, '--workloads-paths', '[]']);
    assert.equal(code, 2);
    assert.equal(
      stderr,
      `${folder}/base: is a kustomization, which must be built first. Measure the images of the output of kustomize: ` +
        `kustomize build ${folder}/base | prepare-contrast sizes - --workloads-paths '[]'\n`,
    );
    assert.equal(existsSync(file), false);
    await asked(registry, [folder, '--output', file, '--ignore', 'base/']);
    assert.equal(readSizesFile(file)!.sizes.images.length, 1);
  }));

test('the text above spec and a link to the file are preserved', () =>
  withImages(async (registry, file) => {
    const head = `# ours\napiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nmetadata: {name: of-shop} # named\n`;
    writeFileSync(file, `${head}spec: {images: [], pin: true}\n`);
    const link = `${file}.link`;
    symlinkSync(file, link);
    await asked(registry, ['--image', `${registry.host}/shop/api:1`, '--output', link]);
    assert.ok(readFileSync(file, 'utf8').startsWith(`${head}spec:\n  platform: linux/amd64\n  pin: true\n`));
    await asked(registry, ['--image', `${registry.host}/shop/api:1`, '--output', link, '--pin=false']);
    assert.equal(readSizesFile(file)!.sizes.pin, false);
  }));

test('the file keeps its mode, and nothing is written through a link with the name of its draft', () =>
  withImages(async (registry, file) => {
    const args = ['--image', `${registry.host}/shop/api:1`, '--output', file];
    await asked(registry, args);
    assert.equal(statSync(file).mode & 0o777, 0o666 & ~process.umask());
    chmodSync(file, 0o640);
    await asked(registry, [...args, '--pin']);
    assert.equal(statSync(file).mode & 0o777, 0o640);

    const before = readFileSync(file, 'utf8');
    const folder = join(file, '..');
    const other = join(folder, 'other');
    writeFileSync(other, 'of others');
    symlinkSync(other, join(folder, `.sizes.yaml.${process.pid}.prepare-contrast`));
    const { code, stderr } = await runSizes([...args, '--pin=false']);
    assert.equal(code, 2);
    assert.match(stderr, /sizes\.yaml cannot be written: EEXIST/);
    assert.deepEqual([readFileSync(other, 'utf8'), readFileSync(file, 'utf8')], ['of others', before]);
  }));

test('a file of which more than spec would be lost is refused, and can be checked all the same', () =>
  withImages(async (registry, file) => {
    const type = 'apiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\n';
    for (const text of [
      `spec: {images: []}\n${type}metadata: {name: ours}\n`,
      `${type}spec:\n  images: []\nmetadata:\n  name: ours\n`,
      `${type}spec: {images: []}\nmetadata: {name: ours}\n`.replace(/^/gm, '  ').trimEnd(),
      `{${type.trim().replace('\n', ', ')}, metadata: {name: ours}, \nspec: {images: []}}\n`,
      '{"apiVersion":"prepare-contrast.dev/v1alpha1","kind":"ImageSizes","metadata":{"name":"ours"},"spec":{"images":[]}}',
    ]) {
      writeFileSync(file, text);
      const named = ['--image', `${registry.host}/shop/api:1`, '--output', file];
      const { code, stderr } = await runSizes(named);
      assert.equal(code, 2, text);
      assert.equal(
        stderr,
        `${file}: content after spec would be lost; make spec the last key, in block style YAML, ` +
          'or choose another file with --output\n',
      );
      assert.equal(readFileSync(file, 'utf8'), text);
      assert.equal(registry.requests.length, 0);
      assert.match((await runSizes([...named, '--check'])).stdout, /\/shop\/api:1 has no entry\n/);
    }
  }));

test('spec is found by what it is, not by how it is written', () =>
  withImages(async (registry, file) => {
    const head = `---\n# ours\napiVersion: prepare-contrast.dev/v1alpha1\nkind: ImageSizes\nmetadata:\n  annotations: {note: "a\n\n    spec: b"}\n`;
    writeFileSync(file, `${head}"spec" : {images: []}\n`);
    await asked(registry, ['--image', `${registry.host}/shop/api:1`, '--output', file]);
    assert.ok(readFileSync(file, 'utf8').startsWith(`${head}spec:\n  platform: linux/amd64\n  images:\n`));
  }));

test('a file that holds something else is not overwritten', () =>
  withImages(async (registry, file) => {
    for (const text of [
      'kind: ConfigMap\napiVersion: v1\n',
      'a: [',
      '{"kind":"ImageSizes","apiVersion":"prepare-contrast.dev/v2"}',
    ]) {
      writeFileSync(file, text);
      const { code, stderr } = await runSizes(['--image', `${registry.host}/shop/api:1`, '--output', file]);
      assert.equal(code, 2, stderr);
      assert.ok(stderr.startsWith(file), stderr);
      assert.equal(readFileSync(file, 'utf8'), text);
    }
    assert.equal(registry.requests.length, 0);
  }));

test('--compressed-only fetches no layer', () =>
  withImages(async (registry, file) => {
    const paths = await asked(registry, [
      '--image',
      `${registry.host}/shop/web:1`,
      '--output',
      file,
      '--compressed-only',
    ]);
    assert.equal(paths.length, 2, 'the manifest and the configuration');
    const [entry] = readSizesFile(file)!.sizes.images;
    assert.equal(entry!.compressed, base.blob.length + layer('web').blob.length);
    assert.equal(entry!.uncompressed, undefined);
  }));

test('a run that failed goes on with the layers that it has', () =>
  withImages(async (registry, file) => {
    const environment = { XDG_CACHE_HOME: newFolder() };
    const names = ['web', 'gone'].flatMap((name) => ['--image', `${registry.host}/shop/${name}:1`]);
    const failed = await runSizes([...names, '--output', file], { environment });
    assert.equal(failed.code, 2);
    const before = registry.requests.length;
    const { code, stderr } = await runSizes(['--image', `${registry.host}/shop/web:1`, '--output', file], {
      environment,
    });
    assert.equal(code, 0, stderr);
    const paths = registry.requests.slice(before).map(({ path }) => path);
    assert.equal(paths.length, 2, 'the manifest and the configuration');
    assert.equal(
      readSizesFile(file)!.sizes.images[0]!.uncompressed,
      base.tar.length + layer('web').tar.length,
    );
    const [cache] = readdirSync(join(environment.XDG_CACHE_HOME, 'prepare-contrast'));
    assert.equal(cache, 'layers.txt');
  }));

test('the configuration names the file and the custom resources', () =>
  withImages(async (registry) => {
    const folder = newFolder();
    const spec =
      'platform: Metal-QEMU-SNP, images: {sizesFrom: of-shop.yaml}, workloads: {paths: [{apiVersion: a.b/v1, kind: Rollout, podTemplate: spec.template}]}';
    writeFileSync(
      join(folder, 'config.yaml'),
      `apiVersion: prepare-contrast.dev/v1alpha1\nkind: PrepareContrast\nspec: {${spec}}\n`,
    );
    const rollout = `apiVersion: a.b/v1\nkind: Rollout\nspec: {template: {spec: {containers: [{image: "${registry.host}/shop/api:1"}]}}}\n`;
    await asked(registry, ['-', '--config', join(folder, 'config.yaml')], rollout);
    assert.equal(readSizesFile(join(folder, 'of-shop.yaml'))!.sizes.images.length, 1);
  }));

test('a file that lacks an image is out of date, and without a file there is nothing to check', () =>
  withImages(async (registry, file) => {
    const named = (image: string) => ['--image', `${registry.host}/shop/${image}:1`, '--output', file];
    assert.match((await runSizes([...named('api'), '--check'])).stderr, /--check: \S+ does not exist/);
    await asked(registry, named('api'));
    const { code, stdout } = await runSizes([...named('web'), '--check']);
    assert.deepEqual([code, stdout], [1, `${registry.host}/shop/web:1 has no entry\n`]);
  }));

test('a file for another platform, and one that lacks what would be measured, are out of date', () =>
  withImages(async (registry, file) => {
    const name = `${registry.host}/shop/api:1`;
    const check = (...args: string[]) => runSizes(['--image', name, '--output', file, '--check', ...args]);
    await asked(registry, ['--image', name, '--output', file]);
    assert.equal((await check()).code, 0);
    assert.equal((await check('--compressed-only')).code, 0);
    const other = await check('--image-platform', 'linux/arm64');
    assert.deepEqual(
      [other.code, other.stdout],
      [1, `${file} contains images for linux/amd64, not for linux/arm64\n`],
    );
    const withLayers = await check('--layers');
    assert.deepEqual([withLayers.code, withLayers.stdout], [1, `${name} has an entry without layers\n`]);

    const { digest } = images['shop/api:1'].descriptor;
    byHand(file, '', [`{image: "${name}", digest: "${digest}"}`]);
    const bare = await check();
    assert.deepEqual(
      [bare.code, bare.stdout],
      [1, `${name} has an entry without compressed, uncompressed, volumes\n`],
    );
    assert.match(bare.stderr, /is out of date: run prepare-contrast sizes with --update/);
  }));

test('manifests without an image, and invalid flags are errors', async () => {
  const rows: [args: string[], message: RegExp][] = [
    [['-'], /the manifests contain no pod with an image/],
    [
      ['--image', 'a', '--image-platform', 'amd64'],
      /--image-platform: invalid platform "amd64"; use a form such as linux\/amd64/,
    ],
    [['--image', 'a', '--mirror', 'x'], /--mirror: invalid value "x"; use the form/],
    [['--image', 'a', '--mirror', 'a.b=user:password@c.d'], /--mirror: invalid value .*; use the form/],
    [['--image', 'a', '--plain-http', 'http://x/'], /--plain-http: invalid registry "http:\/\/x\/"/],
    [['--image', 'a', '--registry', 'https://x'], /--registry: invalid registry "https:\/\/x"/],
    [
      ['--image', 'a', '--registry', 'ghcr.io'],
      /a: --registry does not list docker\.io, so it was not contacted; add it, or read the image with --archive/,
    ],
    [['--image', 'a', '--parallel', '0'], /--parallel: invalid number "0"; use a number from 1 to 32/],
    [['--image', 'a', '--timeout', 'long'], /--timeout: invalid number "long"/],
    [['--image', 'a', '--check', '--update'], /--check and --update are mutually exclusive/],
    [
      ['--image', 'a', '--ca-file', '/nowhere.pem'],
      /--ca-file: \/nowhere\.pem cannot be read or contains no certificate/,
    ],
    [['--image', 'a', '--archive', '/nowhere'], /--archive: \/nowhere cannot be read/],
    [['--image', 'a', '--strict'], /--strict is not valid for sizes/],
  ];
  for (const [args, message] of rows) {
    const { code, stderr } = await runSizes([...args, '--output', '-'], {
      input: 'kind: ConfigMap\napiVersion: v1\n',
    });
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('progress: plain lines in a log, one line that is written over on a terminal', () =>
  withImages(async (registry) => {
    const args = ['--image', `${registry.host}/shop/web:1`, '--output', '-'];
    const log = (await runSizes(args)).stderr;
    assert.match(log, /^127\.0\.0\.1:\d+\/shop\/web:1: [\d.]+Mi compressed, [\d.]+Mi unpacked\n$/);
    const screen = (await runSizes(args, { interactive: true })).stderr;
    assert.ok(screen.includes('\r\u001b[K1 of 1 images, '), screen);
    assert.ok(screen.endsWith('\r\u001b[K'), 'the line is taken away in the end');
    assert.equal((await runSizes([...args, '--quiet'])).stderr, '');
  }));

test('progress shows images, bytes, rate and time left', () => {
  const state = { done: 3, images: 12, received: 50 << 20, expected: 200 << 20, seconds: 10 };
  assert.equal(stateOf(state), '3 of 12 images, 50Mi of 200Mi, 5Mi/s, 30 s left');
  assert.equal(stateOf({ ...state, received: 0, expected: 0 }), '3 of 12 images');
});
