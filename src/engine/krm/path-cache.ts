import type { Path } from '../../yaml/access.ts';
import { bytesOf } from '../../yaml/edit/byte-buffer.ts';

/** Maximum number of cached paths; large inputs have few different ones. */
const MOST_KNOWN = 10_000;

/** A cached path, or the start of cached paths. */
interface Known {
  bytes: Uint8Array | undefined;
  next: Map<string | number, Known>;
}

/** Caches the bytes of paths: workloads have the same paths again and again. */
export class PathCache {
  readonly #render: (path: Path) => string;
  readonly #root: Known = { bytes: undefined, next: new Map() };
  #count = 0;

  constructor(render: (path: Path) => string) {
    this.#render = render;
  }

  of(path: Path): Uint8Array {
    let known = this.#root;
    for (const key of path) {
      let next = known.next.get(key);
      if (!next) {
        if (this.#count === MOST_KNOWN) return bytesOf(this.#render(path));
        this.#count++;
        next = { bytes: undefined, next: new Map() };
        known.next.set(key, next);
      }
      known = next;
    }
    known.bytes ??= bytesOf(this.#render(path));
    return known.bytes;
  }
}
