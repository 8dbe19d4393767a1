import type { JsonObject } from '../json.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import { ownSlot } from '../yaml/read.ts';
import { afterNode, contentEnd } from './block.ts';
import { remove, set } from './edit.ts';
import { Overlay } from './overlay.ts';
import { DataRenderer } from './render-data.ts';
import { type Splice, splicesOf } from './splice.ts';
import { columnOf, firstSlotStart, isBlock, lineStart, styleOf } from './style.ts';

/** The changes of text that put `results` into a ResourceList in the place of those that came in; none of them take the entry away. */
export function resultSplices<T>(
  text: string,
  head: Document,
  results: readonly T[],
  toJson: (result: T) => JsonObject,
): Splice[] {
  const root = head.root as MapNode;
  const slot = ownSlot(root, 'results');
  if (!root.flow && results.length > 0) return blockSplices(text, head, results, toJson);
  const overlay = new Overlay(head);
  if (results.length > 0) overlay.apply([], set(['results'], results.map(toJson)));
  else if (slot) overlay.apply([], remove(['results']));
  return splicesOf(text, head, overlay);
}

/** One splice for each result; all stand at one offset and stay in their order. */
function blockSplices<T>(
  text: string,
  head: Document,
  results: readonly T[],
  toJson: (result: T) => JsonObject,
): Splice[] {
  const root = head.root as MapNode;
  const style = styleOf(text, head);
  const keyColumn = columnOf(text, firstSlotStart(root));
  const column = keyColumn + style.sequenceIndent;
  const renderer = new DataRenderer(style, column);
  const splices: Splice[] = [];
  const add = (start: number, end: number, replacement: string) =>
    splices.push({ start, end, text: replacement, depth: 0 });
  const write = (result: T) => renderer.item(toJson(result));

  const slot = ownSlot(root, 'results');
  let at: number;
  if (!slot) {
    at = afterNode(root.entries.at(-1)!.value, text);
    add(at, at, `${' '.repeat(keyColumn)}results:${style.lineEnding}`);
  } else if (isBlock(slot.value)) {
    at = lineStart(text, slot.value.start);
    add(at, afterNode(slot.value, text), '');
  } else {
    at = afterNode(slot.value, text);
    add(slot.key!.end + 1, contentEnd(slot.value, text), '');
  }
  for (const result of results) splices.push(new ResultSplice(at, result, write));
  return splices;
}

/** A result whose text is made when it is written: all of them together may be longer than the input. */
class ResultSplice<T> implements Splice {
  readonly start: number;
  readonly end: number;
  readonly depth = 0;
  readonly #result: T;
  readonly #write: (result: T) => string;

  constructor(at: number, result: T, write: (result: T) => string) {
    this.start = at;
    this.end = at;
    this.#result = result;
    this.#write = write;
  }

  get text(): string {
    return this.#write(this.#result);
  }
}
