import { appendFileSync, mkdirSync, readFileSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Caches sizes of layers by digest, which never change, so that a run continues where an earlier one stopped. */
export interface LayerCache {
  /** Uncompressed size in bytes of a layer with this compressed size. */
  get(digest: string, size: number, diffId: string | undefined): number | undefined;
  put(digest: string, size: number, diffId: string | undefined, unpacked: number): void;
}

const LINE = /^(sha256:[0-9a-f]{64}) (\d{1,15}) (\S+) (\d{1,15})$/;

/** If the file is larger than this, about 100,000 layers, it is started again. */
const LARGEST = 24 << 20;

/** Opens a cache in a file. Lines are only appended, so that several runs can share it and an interrupted run does not damage it. */
export function openLayerCache(file: string): LayerCache {
  const known = new Map<string, number>();
  const keyOf = (digest: string, size: number, diffId: string | undefined) =>
    `${digest} ${size} ${diffId ?? '-'}`;
  for (const line of linesOf(file)) {
    const [, digest, size, diffId, unpacked] = LINE.exec(line) ?? [];
    if (digest !== undefined) known.set(`${digest} ${size} ${diffId}`, Number(unpacked));
  }
  return {
    get: (digest, size, diffId) => known.get(keyOf(digest, size, diffId)),
    put(digest, size, diffId, unpacked) {
      const key = keyOf(digest, size, diffId);
      known.set(key, unpacked);
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, `${key} ${unpacked}\n`, { mode: 0o600 });
      } catch {
        // Without the file the next run downloads the layer again.
      }
    },
  };
}

/** Path of the user's cache of layers; undefined if the user has no home folder. */
export function layerCacheFile(
  environment: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { XDG_CACHE_HOME: cache, LOCALAPPDATA: local, HOME: home } = environment;
  const folder = cache || local || (home && join(home, '.cache'));
  return folder ? join(folder, 'prepare-contrast', 'layers.txt') : undefined;
}

function linesOf(file: string): string[] {
  try {
    if (statSync(file).size > LARGEST) unlinkSync(file);
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
