import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { type ImageSizes, readImageSizes } from '../config/image-sizes.ts';
import { decode } from '../decode.ts';
import { PreparationError } from '../errors.ts';
import { putText } from '../files/write.ts';
import type { ImageSizeSpec } from '../generated/config-types.ts';
import { describeMemory, UNIT } from '../kube/quantity.ts';
import { printable } from '../output/wrap.ts';
import { systemReason } from '../system-reason.ts';
import type { Document } from '../yaml/node.ts';
import { readDocument } from '../yaml/read-yaml.ts';
import { toJson } from '../yaml/to-json.ts';

/** A file of sizes as it is now. */
export interface SizesFile {
  sizes: ImageSizes;
  /** What stands above `spec` and is kept: name, annotations, comments. Undefined where that is not all besides `spec`. */
  head: string | undefined;
}

const HEAD = `# Sizes and digests of container images, written by prepare-contrast sizes.
apiVersion: prepare-contrast.dev/v1alpha1
kind: ImageSizes
metadata:
  name: image-sizes
  annotations:
    config.kubernetes.io/local-config: "true"
`;

/** Undefined where there is no such file. @throws PreparationError where it holds something else, which is not overwritten. */
export function readSizesFile(file: string): SizesFile | undefined {
  if (!existsSync(file)) return undefined;
  let answer: ReturnType<typeof readImageSizes>;
  let head: string | undefined;
  try {
    const text = decode(readFileSync(file));
    const document = readDocument(text);
    answer = readImageSizes(document ? toJson(document.root) : null, file);
    head = document && headOf(text, document);
  } catch (error) {
    throw new PreparationError(`${file}: ${systemReason(error)}`);
  }
  if ('problems' in answer)
    throw new PreparationError(
      `${answer.problems.join('\n')}\nMend or remove the file, or name another with --output`,
    );
  return { sizes: answer.sizes, head };
}

/** `spec` can be written anew where it is the last key, in a line of its own. */
function headOf(text: string, { root }: Document): string | undefined {
  if (root.kind !== 'map' || root.flow) return undefined;
  const last = root.entries.at(-1);
  const start = last?.key?.value === 'spec' ? last.start : undefined;
  return start !== undefined && text[start - 1] === '\n' ? text.slice(0, start) : undefined;
}

/** The text of a file of sizes: one line a value, images in order, so that a change is easy to review. */
export function formatSizes({ platform, pin, images }: ImageSizes, head = HEAD): string {
  const lines = [`${head}spec:`];
  if (platform !== undefined) lines.push(`  platform: ${platform}`);
  if (pin) lines.push('  pin: true');
  lines.push(images.length === 0 ? '  images: []' : '  images:');
  for (const entry of images) lines.push(...entryLines(entry));
  return `${lines.join('\n')}\n`;
}

/** Keys in the order in which they are written. */
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
        `  - { ${[`digest: ${digest}`, ...sizes.map(([key, size]) => `${key}: ${plain(size!)}`)].join(', ')} }`,
      );
    }
  }
  return lines.map((line, index) => `${index === 0 ? '    - ' : '      '}${line}`);
}

function valueText(value: string | number | boolean | string[]): string {
  // A number of bytes says little to people.
  if (typeof value === 'number') return `${value} # ${describeMemory(BigInt(value) * UNIT)}`;
  if (Array.isArray(value)) return `[${value.map(plain).join(', ')}]`;
  return typeof value === 'boolean' ? String(value) : plain(value);
}

/** Without quotes where every reader takes it for the same text. */
function plain(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const isPlain =
    /^[/a-zA-Z][\w./@-]*(?::[\w./@-]+)*$/.test(value) &&
    !/^(?:true|false|yes|no|on|off|null|y|n)$/i.test(value);
  // Escapes that YAML has too: what an image declares may also go to a terminal.
  return isPlain ? value : printable(JSON.stringify(value));
}

/**
 * Writes the file as a whole or not at all: who stops the program in between keeps the old one. Links to it stay links.
 * @throws PreparationError where that fails.
 */
export function writeSizesFile(file: string, text: string): void {
  try {
    const target = existsSync(file) ? realpathSync(file) : file;
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o666 & ~process.umask();
    putText(target, text, mode & 0o7777);
  } catch (error) {
    throw new PreparationError(`${file} cannot be written: ${systemReason(error)}`);
  }
}
