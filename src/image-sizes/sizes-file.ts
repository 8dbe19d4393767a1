import { type ImageSizes, readImageSizes } from '../config/image-sizes.ts';
import { readOwnObjectFile } from '../files/own-object-file.ts';
import { bytesText, listItem, ownHead, plainScalar } from '../files/own-object-text.ts';
import type { ImageSizeSpec } from '../generated/config-types.ts';

/** The current content of a file of sizes. */
export interface SizesFile {
  sizes: ImageSizes;
  /** The text above `spec`, which is kept: name, annotations, comments. Undefined if there is more below `spec`. */
  head: string | undefined;
}

const HEAD = ownHead(
  'Sizes and digests of container images, written by prepare-contrast sizes.',
  'ImageSizes',
  'image-sizes',
);

/** Returns undefined if the file does not exist. @throws PreparationError if it contains something else, which must not be overwritten. */
export function readSizesFile(file: string): SizesFile | undefined {
  const found = readOwnObjectFile(file, readImageSizes);
  return found && { sizes: found.content, head: found.head };
}

/** Formats a file of sizes: one value per line, images in order, so that changes are easy to review. */
export function formatSizes({ platform, pin, images }: ImageSizes, head = HEAD): string {
  const lines = [`${head}spec:`];
  if (platform !== undefined) lines.push(`  platform: ${platform}`);
  if (pin) lines.push('  pin: true');
  lines.push(images.length === 0 ? '  images: []' : '  images:');
  for (const entry of images) lines.push(...entryLines(entry));
  return `${lines.join('\n')}\n`;
}

/** Keys in output order. */
const KEYS = [
  'image',
  'digest',
  'manifest',
  'pin',
  'compressed',
  'uncompressed',
  'user',
  'volumes',
] as const satisfies (keyof ImageSizeSpec)[];

function entryLines(entry: ImageSizeSpec): string[] {
  const lines = KEYS.flatMap((key) => {
    const value = entry[key];
    return value === undefined ? [] : [`${key}: ${valueText(value)}`];
  });
  if (entry.layers) {
    lines.push('layers:');
    for (const { digest, compressed, uncompressed } of entry.layers) {
      const sizes = Object.entries({ compressed, uncompressed }).filter(([, size]) => size !== undefined);
      lines.push(
        `  - { ${[`digest: ${digest}`, ...sizes.map(([key, size]) => `${key}: ${plainScalar(size!)}`)].join(', ')} }`,
      );
    }
  }
  return listItem(lines, '    ');
}

function valueText(value: string | number | boolean | string[]): string {
  if (typeof value === 'number') return bytesText(value);
  if (Array.isArray(value)) return `[${value.map(plainScalar).join(', ')}]`;
  return typeof value === 'boolean' ? String(value) : plainScalar(value);
}
