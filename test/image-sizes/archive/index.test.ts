import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { ImageSizeSpec } from '../../../src/generated/config-types.ts';
import { indexTar, readEntry } from '../../../src/image-sizes/archive/tar.ts';
import { readSizesFile } from '../../../src/image-sizes/sizes-file.ts';
import { digestOf, type Image, image, index, layer, tarOf, writeLayout } from '../support/images.ts';
import { registryTest, skopeo } from '../support/real-registry.ts';
import { newFolder, runSizes } from '../support/run-sizes.ts';

const base = layer('base'.repeat(20_000));
const app = layer('app'.repeat(20_000));
const web = image([base, app], { config: { Volumes: { '/data': {} } } });
const uncompressed = base.tar.length + app.tar.length;

/** The entry of one image; no registry is there to be asked. */
async function sizesOf(name: string, ...args: string[]): Promise<ImageSizeSpec> {
  const file = join(newFolder(), 'sizes.yaml');
  const { code, stderr } = await runSizes(['--image', name, '--output', file, ...args]);
  assert.equal(code, 0, stderr);
  return readSizesFile(file)!.sizes.images[0]!;
}

const expected = {
  image: 'shop/web:1',
  digest: web.descriptor.digest,
  compressed: base.blob.length + app.blob.length,
  uncompressed,
  volumes: ['/data'],
};

/** What `docker save` writes, in the form that it has had from the beginning. */
function dockerArchive(
  { manifest, blobs }: Image,
  tags: string[],
  layers = [base, app],
): Record<string, Buffer> {
  const { config } = JSON.parse(manifest.toString()) as { config: { digest: string } };
  const names = layers.map(({ tar }) => `${digestOf(tar).slice(7, 20)}/layer.tar`);
  const entry = { Config: 'config.json', RepoTags: tags, Layers: names };
  return {
    'config.json': blobs.get(config.digest)!,
    'manifest.json': Buffer.from(JSON.stringify([entry])),
    ...Object.fromEntries(layers.map(({ tar }, position) => [names[position]!, tar])),
  };
}

function write(name: string, bytes: Buffer): string {
  const file = join(newFolder(), name);
  writeFileSync(file, bytes);
  return file;
}

test('an OCI layout whose image has a full name', async () => {
  const layout = writeLayout(join(newFolder(), 'oci'), web, 'docker.io/shop/web:1');
  assert.deepEqual(await sizesOf('shop/web:1', '--archive', layout), expected);
});

test('an OCI layout with a tag alone gets its name from the flag', async () => {
  const layout = writeLayout(join(newFolder(), 'oci'), index([web]), 'latest');
  const found = await sizesOf('shop/web:1', '--archive', `shop/web:1=${layout}`);
  assert.deepEqual(found, {
    ...expected,
    digest: index([web]).descriptor.digest,
    manifest: web.descriptor.digest,
  });
  const { code, stderr } = await runSizes(['--image', 'shop/web:1', '--output', '-', '--archive', layout]);
  assert.equal(code, 2);
  assert.match(stderr, /no image in \S+ has a full name; name it with --archive IMAGE=/);
});

test('a docker save archive: layers are not compressed there, so what gzip makes of them counts', async () => {
  const archive = write('web.tar', tarOf(dockerArchive(web, ['shop/web:1'])));
  const packed = gzipSync(base.tar).length + gzipSync(app.tar).length;
  const { digest: _, ...others } = expected;
  assert.deepEqual(await sizesOf('docker.io/shop/web:1', '--archive', archive), {
    ...others,
    image: 'docker.io/shop/web:1',
    compressed: packed,
  });
});

test('a docker save archive cannot show whether an entry is current, and --update is not suggested', async () => {
  const archive = write('web.tar', tarOf(dockerArchive(web, ['shop/web:1'])));
  const layout = writeLayout(join(newFolder(), 'oci'), web, 'docker.io/shop/web:1');
  for (const measured of [archive, layout]) {
    const args = ['--image', 'shop/web:1', '--output', join(newFolder(), 'sizes.yaml')];
    assert.equal((await runSizes([...args, '--archive', measured])).code, 0);
    const { code, stdout, stderr } = await runSizes([...args, '--archive', archive, '--check']);
    assert.deepEqual([code, stdout], [2, '']);
    assert.equal(
      stderr,
      `shop/web:1 (${archive}): docker save stores no registry digest, so the entry cannot be verified; ` +
        `check it against a registry or an OCI layout\n${args[3]} could not be checked\n`,
    );
  }
});

test('an archive with a layer that is not what the configuration says is refused', async () => {
  const other = layer('other'.repeat(16_000));
  const archive = write('web.tar', tarOf(dockerArchive(web, ['shop/web:1'], [base, other])));
  const { code, stderr } = await runSizes(['--image', 'shop/web:1', '--output', '-', '--archive', archive]);
  assert.equal(code, 2);
  assert.match(stderr, /^shop\/web:1.*sent a layer that does not match sha256:/);
});

test('unusable layouts and archives are errors', async () => {
  const empty = join(newFolder(), 'empty');
  mkdirSync(empty);
  const files = dockerArchive(web, ['shop/web:1']);
  const outside = JSON.stringify([{ Config: '../../etc/passwd', RepoTags: ['a:1'], Layers: [] }]);
  const rows: [path: string, message: RegExp][] = [
    [empty, /is neither an OCI layout nor an archive from docker save/],
    [
      write('web.tar.gz', gzipSync(tarOf(files))),
      /is not a tar archive; if it is compressed, decompress it first/,
    ],
    [
      write('web.tar', tarOf({ 'manifest.json': Buffer.from(outside) })),
      /manifest\.json in \S+ was not written by docker save/,
    ],
    [write('web.tar', tarOf({ 'manifest.json': files['manifest.json']! })), /config\.json is missing in/],
  ];
  for (const [path, message] of rows) {
    const { code, stderr } = await runSizes(['--image', 'a:1', '--output', '-', '--archive', path]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});

test('tar: long names, links and large sizes as pax and GNU tar write them', async () => {
  const long = `${'folder/'.repeat(30)}file`;
  const record = (text: string) => {
    const length = text.length + 5;
    return `${length} ${text}\n`;
  };
  const pax = Buffer.from(record(`path=${long}`));
  assert.equal(pax.length, Number(/^\d+/.exec(pax.toString())![0]), 'the record is a right one');
  const archive = tarOf({ pax, short: Buffer.from('content'), 'other/name': Buffer.alloc(0) });
  archive[156] = 'x'.charCodeAt(0);
  rechecksum(archive, 0);
  const file = write('long.tar', archive);
  const entries = indexTar(file);
  assert.deepEqual([...entries.keys()], [long, 'other/name']);
  let text = '';
  for await (const chunk of readEntry(file, entries.get(long)!)) text += String(chunk);
  assert.equal(text, 'content');
});

function rechecksum(archive: Buffer, offset: number): void {
  archive.write('        ', offset + 148, 'latin1');
  const sum = archive.subarray(offset, offset + 512).reduce((total, byte) => total + byte, 0);
  archive.write(`${sum.toString(8).padStart(6, '0')}\0 `, offset + 148, 'latin1');
}

registryTest('the archives that skopeo writes', async () => {
  const folder = newFolder();
  const layout = writeLayout(join(folder, 'oci'), web);
  for (const kind of ['docker-archive', 'oci-archive']) {
    const file = join(folder, `${kind}.tar`);
    await skopeo(folder, 'copy', '-q', `oci:${layout}`, `${kind}:${file}:docker.io/shop/web:1`);
    assert.equal((await sizesOf('shop/web:1', '--archive', file)).uncompressed, uncompressed, kind);
  }
});
