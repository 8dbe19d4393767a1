import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { ImageSizeSpec } from '../../../src/generated/config-types.ts';
import { readSizesFile } from '../../../src/image-sizes/sizes-file.ts';
import { image, index, layer, writeLayout } from '../support/images.ts';
import { type RealRegistry, registryTest, skopeo, withRegistry } from '../support/real-registry.ts';
import { newFolder, runSizes } from '../support/run-sizes.ts';

const base = layer('base'.repeat(50_000));
const app = layer('app'.repeat(10_000));
const web = image([base, app], { config: { User: '65532', Volumes: { '/var/cache': {}, '/data': {} } } });

interface RawManifest {
  layers: { size: number; mediaType: string }[];
}

async function push(
  { host, folder }: RealRegistry,
  name: string,
  layout: string,
  ...flags: string[]
): Promise<string> {
  const reference = `${host}/${name}`;
  await skopeo(
    folder,
    'copy',
    '-q',
    '--dest-tls-verify=false',
    ...flags,
    `oci:${layout}`,
    `docker://${reference}`,
  );
  return reference;
}

function raw({ folder }: RealRegistry, reference: string): Promise<string> {
  return skopeo(folder, 'inspect', '--raw', '--tls-verify=false', `docker://${reference}`);
}

async function digestIn({ folder }: RealRegistry, reference: string): Promise<string> {
  const text = await skopeo(
    folder,
    'inspect',
    '--format',
    '{{.Digest}}',
    '--tls-verify=false',
    `docker://${reference}`,
  );
  return text.trim();
}

/** The entries that `sizes` writes for images. */
async function sizesOf(references: string[], ...args: string[]): Promise<ImageSizeSpec[]> {
  const file = join(newFolder(), 'image-sizes.yaml');
  const named = references.flatMap((reference) => ['--image', reference]);
  const { code, stderr } = await runSizes([...named, '--output', file, ...args]);
  assert.equal(code, 0, stderr);
  return readSizesFile(file)!.sizes.images;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** OCI and Docker's schema 2: skopeo converts. */
for (const format of ['oci', 'v2s2']) {
  registryTest(
    `a single manifest of format ${format}: sizes, user, volumes and digest are those of the registry`,
    () =>
      withRegistry(async (registry) => {
        const layout = writeLayout(join(registry.folder, 'web'), web);
        const reference = await push(registry, 'shop/web:1', layout, '--format', format);
        const manifest = JSON.parse(await raw(registry, reference)) as RawManifest;
        const [entry] = await sizesOf([reference]);
        assert.deepEqual(entry, {
          image: reference,
          digest: await digestIn(registry, reference),
          compressed: sum(manifest.layers.map(({ size }) => size)),
          uncompressed: base.tar.length + app.tar.length,
          user: '65532',
          volumes: ['/data', '/var/cache'],
        });
      }),
  );
}

registryTest('the numbers are those of the files that skopeo brings', () =>
  withRegistry(async (registry) => {
    const reference = await push(registry, 'shop/web:1', writeLayout(join(registry.folder, 'web'), web));
    const there = join(registry.folder, 'there');
    await skopeo(
      registry.folder,
      'copy',
      '-q',
      '--src-tls-verify=false',
      `docker://${reference}`,
      `dir:${there}`,
    );
    const manifest = JSON.parse(readFileSync(join(there, 'manifest.json'), 'utf8')) as {
      layers: { digest: string }[];
    };
    const files = manifest.layers.map(({ digest }) => join(there, digest.replace('sha256:', '')));
    const [entry] = await sizesOf([reference], '--layers');
    assert.equal(entry!.compressed, sum(files.map((file) => statSync(file).size)));
    assert.equal(entry!.uncompressed, sum(files.map((file) => gunzipSync(readFileSync(file)).length)));
    assert.deepEqual(
      entry!.layers,
      files.map((file, position) => ({
        digest: manifest.layers[position]!.digest,
        compressed: statSync(file).size,
        uncompressed: gunzipSync(readFileSync(file)).length,
      })),
    );
  }),
);

registryTest('an index of three platforms: the wanted one counts, signatures beside it do not', () =>
  withRegistry(async (registry) => {
    const arm = image([layer('arm'.repeat(30_000))], { architecture: 'arm64' });
    const power = image([layer('power')], { architecture: 'ppc64le' });
    const layout = writeLayout(join(registry.folder, 'all'), index([arm, web, power]));
    const reference = await push(registry, 'shop/web:1', layout, '--all', '--preserve-digests');
    const [amd64] = await sizesOf([reference]);
    assert.equal(amd64!.digest, index([arm, web, power]).descriptor.digest);
    assert.equal(amd64!.manifest, web.descriptor.digest);
    assert.equal(amd64!.uncompressed, base.tar.length + app.tar.length);
    const [other] = await sizesOf([reference], '--image-platform', 'linux/arm64');
    assert.equal(other!.manifest, arm.descriptor.digest);
    assert.equal(other!.digest, amd64!.digest);
    const [pinned] = await sizesOf([`${reference}@${amd64!.digest}`]);
    assert.deepEqual({ ...pinned, image: reference }, amd64);
  }),
);

registryTest('layers in gzip, in zstd and not compressed', () =>
  withRegistry(async (registry) => {
    const stored = layer('stored'.repeat(40_000), 'none');
    const layout = writeLayout(join(registry.folder, 'stored'), image([stored]));
    const references = [
      await push(registry, 'gzip/web:1', layout, '--dest-compress', '--dest-compress-format', 'gzip'),
      await push(registry, 'stored/web:1', layout, '--preserve-digests'),
    ];
    // A registry that has the layer in another form would keep that.
    await withRegistry(async (fresh) => {
      references.push(
        await push(fresh, 'zstd/web:1', layout, '--dest-compress', '--dest-compress-format', 'zstd'),
      );
      const entries = await sizesOf(references);
      const types = (await Promise.all(references.map((reference) => raw(registry, reference)))).map(
        (text) => JSON.parse(text) as RawManifest,
      );
      for (const kind of ['+gzip', 'tar', '+zstd'])
        assert.ok(
          types.some(({ layers }) => layers[0]!.mediaType.endsWith(kind)),
          kind,
        );
      for (const entry of entries) {
        const manifest = types[references.indexOf(entry.image)]!;
        assert.equal(entry.compressed, manifest.layers[0]!.size);
        assert.equal(entry.uncompressed, stored.tar.length);
      }
    });
  }),
);

registryTest('a pull through a mirror asks the mirror alone', () =>
  withRegistry(async (registry) => {
    await push(registry, 'hub/library/web:1', writeLayout(join(registry.folder, 'web'), web));
    const mirror = ['--mirror', `docker.io=${registry.host}/hub`, '--registry', registry.host];
    const [entry] = await sizesOf(['web:1'], ...mirror);
    assert.equal(entry!.image, 'web:1');
    assert.equal(entry!.uncompressed, base.tar.length + app.tar.length);
  }),
);

registryTest('--check reports a tag that has moved, and --update follows it', () =>
  withRegistry(async (registry) => {
    const reference = await push(registry, 'shop/web:1', writeLayout(join(registry.folder, 'web'), web));
    const folder = newFolder();
    const file = join(folder, 'image-sizes.yaml');
    const run = (...args: string[]) => runSizes(['--image', reference, '--output', file, ...args]);
    assert.equal((await run()).code, 0);
    const before = readFileSync(file, 'utf8');
    assert.equal((await run('--check')).code, 0);

    const next = image([base, layer('next')]);
    await push(registry, 'shop/web:1', writeLayout(join(registry.folder, 'next'), next));
    const checked = await run('--check');
    assert.equal(checked.code, 1);
    assert.match(checked.stdout, /\/shop\/web:1 has moved from sha256:[0-9a-f]{64} to sha256:[0-9a-f]{64}\n/);
    assert.equal((await run()).code, 0);
    assert.equal(readFileSync(file, 'utf8'), before, 'without --update nothing is requested again');

    assert.equal((await run('--update')).code, 0);
    assert.equal(
      readSizesFile(file)!.sizes.images[0]!.uncompressed,
      base.tar.length + layer('next').tar.length,
    );
    assert.equal((await run('--check')).code, 0);
    assert.deepEqual(readdirSync(folder), ['image-sizes.yaml']);
  }),
);
