import type { Result } from '../rules/result.ts';
import { NEW, type Node, resolve } from '../yaml/node.ts';

/** Position of a result; line and column count from 1. */
export interface Location {
  file: string;
  line: number;
  column: number;
}

/** A stretch of the text that came from one file. */
export interface Source {
  file: string;
  start: number;
  end: number;
}

/** Finds places in a text that was put together from files, which are given in their order. */
export class Locator {
  readonly #sources: readonly Source[];
  readonly #sourceStarts: readonly number[];
  readonly #lineStarts: number[] = [0];

  constructor(text: string, sources: readonly Source[]) {
    this.#sources = sources;
    this.#sourceStarts = sources.map(({ start }) => start);
    for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1))
      this.#lineStarts.push(next + 1);
  }

  /** The place of the result's field, or of the nearest thing around it that the input has. */
  locate(result: Result): Location | undefined {
    if (!result.resource) return undefined;
    const offset = offsetOf(result);
    const source = this.#sources[lastUpTo(this.#sourceStarts, offset)];
    if (!source || offset >= source.end) return undefined;
    const line = lastUpTo(this.#lineStarts, offset);
    return {
      file: source.file,
      line: line - lastUpTo(this.#lineStarts, source.start) + 1,
      column: offset - this.#lineStarts[line]! + 1,
    };
  }
}

/** Index of the last of the ascending numbers that is not above `limit`; -1 where all are. */
function lastUpTo(numbers: readonly number[], limit: number): number {
  let low = -1;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (numbers[middle]! <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Offset of the key or item that the result's path ends at, as far as the input has it. */
function offsetOf({ resource, path = [] }: Result): number {
  let offset = resource!.root.start;
  let node: Node = resource!.root;
  for (const key of path) {
    if (node.kind !== 'map' && node.kind !== 'seq') break;
    const slots = node.original ?? (node.kind === 'map' ? node.entries : node.items);
    const slot = typeof key === 'number' ? slots[key] : slots.findLast((one) => one.key?.value === key);
    if (!slot || slot.start === NEW) break;
    offset = slot.start;
    node = resolve(slot.originalValue ?? slot.value);
    // The target of an alias is elsewhere.
    if ((slot.originalValue ?? slot.value).kind === 'alias') break;
  }
  return offset;
}
