import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const CONFIG = 'application/vnd.oci.image.config.v1+json';
const LAYER = 'application/vnd.oci.image.layer.v1.tar';

export interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
  platform?: object;
  annotations?: object;
}

export interface Layer {
  /** The tar archive. */
  tar: Buffer;
  /** What a registry keeps. */
  blob: Buffer;
  mediaType: string;
}

/** An image, or an index of images, with all that belongs to it by digest. */
export interface Image {
  descriptor: Descriptor;
  manifest: Buffer;
  blobs: Map<string, Buffer>;
}

export function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A layer with one file of this content. */
export function layer(content: string | Buffer, compression: 'gzip' | 'none' = 'gzip'): Layer {
  const tar = tarOf({ 'data.bin': Buffer.from(content) });
  const [blob, suffix] = compression === 'gzip' ? [gzipSync(tar), '+gzip'] : [tar, ''];
  return { tar, blob, mediaType: LAYER + suffix };
}

/** A tar archive of small files (POSIX pax, ustar). */
export function tarOf(files: Record<string, Buffer>): Buffer {
  const parts = Object.entries(files).flatMap(([name, content]) => [
    tarHeader(name, content.length),
    content,
    Buffer.alloc((512 - (content.length % 512)) % 512),
  ]);
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

function tarHeader(name: string, size: number): Buffer {
  const header = Buffer.alloc(512);
  const fields: [number, string][] = [
    [0, name],
    [100, '0000644\0'],
    [108, '0000000\0'],
    [116, '0000000\0'],
    [124, `${size.toString(8).padStart(11, '0')}\0`],
    [136, '00000000000\0'],
    [148, '        '],
    [156, '0'],
    [257, 'ustar\0' + '00'],
  ];
  for (const [offset, text] of fields) header.write(text, offset, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

export interface ImageOptions {
  os?: string;
  architecture?: string;
  config?: object;
  /** In place of what is right. */
  manifest?: object;
}

export function image(layers: Layer[], options: ImageOptions = {}): Image {
  const { os = 'linux', architecture = 'amd64', config: own = {} } = options;
  const rootfs = { type: 'layers', diff_ids: layers.map(({ tar }) => digestOf(tar)) };
  const config = json({ os, architecture, config: own, rootfs });
  const blobs = new Map([
    [digestOf(config), config],
    ...layers.map(({ blob }) => [digestOf(blob), blob] as const),
  ]);
  const manifest = json({
    schemaVersion: 2,
    mediaType: MANIFEST,
    config: described(config, CONFIG),
    layers: layers.map(({ blob, mediaType }) => described(blob, mediaType)),
    ...options.manifest,
  });
  return {
    descriptor: { ...described(manifest, MANIFEST), platform: { os, architecture } },
    manifest,
    blobs,
  };
}

/** An index of images, followed by entries that are not images. */
export function index(images: Image[], others: Descriptor[] = []): Image {
  const manifests = [...images.map(({ descriptor }) => descriptor), ...others];
  const manifest = json({ schemaVersion: 2, mediaType: INDEX, manifests });
  const blobs = new Map(images.flatMap((one) => [[one.descriptor.digest, one.manifest], ...one.blobs]));
  return { descriptor: described(manifest, INDEX), manifest, blobs };
}

export function described(bytes: Buffer, mediaType: string): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

/** Writes an OCI layout; `name` goes into its annotation. */
export function writeLayout(folder: string, { descriptor, manifest, blobs }: Image, name?: string): string {
  mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
  for (const [digest, bytes] of [...blobs, [descriptor.digest, manifest] as const])
    writeFileSync(join(folder, 'blobs', digest.replace(':', '/')), bytes);
  const { platform: _, ...entry } = descriptor;
  const annotations = name === undefined ? {} : { 'org.opencontainers.image.ref.name': name };
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...entry, annotations }] }),
  );
  return folder;
}

function json(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
