import { gzipSync } from 'node:zlib';

const BLOCK = 512;

/**
 * A gzipped tar archive that depends on nothing but its content: one owner, one time, the order of `entries`.
 * @param {{name: string, content: Buffer | string, executable?: boolean}[]} entries files, with folders in their names
 */
export function archive(entries) {
  const folders = new Set(entries.flatMap(({ name }) => foldersOf(name)));
  const blocks = [...[...folders].map((name) => header(`${name}/`, 0, 0o755, '5'))];
  for (const { name, content, executable = false } of entries) {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK);
    blocks.push(header(name, bytes.length, executable ? 0o755 : 0o644, '0'), bytes, padding);
  }
  // The ninth byte names the system that compressed, which is not always the same.
  const packed = gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
  packed[9] = 255;
  return packed;
}

function foldersOf(name) {
  const parts = name.split('/').slice(0, -1);
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** A header in the ustar format, POSIX.1-1988. */
function header(name, size, mode, type) {
  if (Buffer.byteLength(name) > 100) throw new Error(`${name}: too long a name for the archive`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value, width) => `${value.toString(8).padStart(width, '0')}\0`;
  block.write(name, 0);
  block.write(octal(mode, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11), 100);
  block.write('        ', 148);
  block.write(`${type}`, 156);
  block.write('ustar\x0000root', 257);
  block.write('root', 297);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)} `, 148);
  return block;
}
