import type { Result, ResultSink } from '../result.ts';
import { type Kind, kindOf, weightOf } from './summary-entries.ts';

/** How much of the results a summary can show at most. */
export interface Room {
  /** Findings and changes. */
  lines: number;
  /** VM sizes. */
  rows: number;
}

const ALL: Room = { lines: Infinity, rows: Infinity };

/** What a summary says of results: how many there are, and those that it may show. Of a large input it keeps no more than these. */
export class Digest implements ResultSink {
  readonly #room: Room;
  readonly #keptByWeight: number[] = [];
  /** Findings and changes that may be shown, in their order. */
  readonly listed: Result[] = [];
  /** VM sizes that may be shown. */
  readonly sizes: Result[] = [];
  /** How many findings and changes of each kind there are in all, and how many VM sizes. */
  readonly counts: Record<Kind, number> = { error: 0, warning: 0, changed: 0, info: 0 };
  sizeCount = 0;

  constructor(room: Room = ALL) {
    this.#room = room;
  }

  add(result: Result): void {
    if (result.rule === 'vm-size') return this.#addSize(result);
    this.counts[kindOf(result)]++;
    // As many of the worst as there is room for are shown; of one weight the first.
    const weight = weightOf(result);
    const kept = this.#keptByWeight[weight] ?? 0;
    if (kept >= this.#room.lines) return;
    this.#keptByWeight[weight] = kept + 1;
    this.listed.push(result);
  }

  restart(): void {
    this.listed.length = 0;
    this.sizes.length = 0;
    this.#keptByWeight.length = 0;
    this.sizeCount = 0;
    for (const kind of Object.keys(this.counts) as Kind[]) this.counts[kind] = 0;
  }

  #addSize(result: Result): void {
    if (!result.tags) return;
    this.sizeCount++;
    if (this.sizes.length < this.#room.rows) this.sizes.push(result);
  }
}

/** The digest of results that are all there. */
export function digestOf(results: Iterable<Result>): Digest {
  const digest = new Digest();
  for (const result of results) digest.add(result);
  return digest;
}
