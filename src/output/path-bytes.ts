import { bytesOf } from '../edit/byte-text.ts';
import type { Path } from '../yaml/read.ts';

/** Paths that are kept; those of a large input are few. */
const MOST_KNOWN = 10_000;

/** A path that is known, or the beginning of some. */
interface Known {
  bytes: Uint8Array | undefined;
  next: Map<string | number, Known>;
}

/** What is written for paths: workloads have the same ones over and over. */
export class PathBytes {
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
