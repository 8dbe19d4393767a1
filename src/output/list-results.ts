import { afterNode, contentEnd } from '../edit/block.ts';
import { ByteText } from '../edit/byte-text.ts';
import { remove } from '../edit/edit.ts';
import { LineStarts } from '../edit/line-starts.ts';
import { Overlay } from '../edit/overlay.ts';
import { type Splice, splicesOf } from '../edit/splice.ts';
import { columnOf, firstSlotStart, isBlock, lineStart, type Style, styleOf } from '../edit/style.ts';
import { isError, type Result } from '../result.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import { ownSlot } from '../yaml/read.ts';
import { FlowResults } from './flow-results.ts';
import { ResultLines } from './result-lines.ts';

/** The results of a ResourceList, which take the place of those that came in. Errors come first: kpt prints no more than four results. */
export interface ListResults {
  add(result: Result): void;
  /** The changes of the text; where there are no results, they take the entry away. */
  splices(): Splice[];
}

/** Results for the list whose head is given; `text` is the whole input. */
export function listResults(text: string, head: Document): ListResults {
  return (head.root as MapNode).flow ? new FlowResults(text, head) : new BlockResults(text, head);
}

/** Results of a list in block style. Each becomes lines at once: all of them together may be longer than the input. */
class BlockResults implements ListResults {
  readonly #text: string;
  readonly #head: Document;
  readonly #style: Style;
  readonly #keyColumn: number;
  readonly #lines: ResultLines;
  readonly #errors = new ByteText();
  readonly #others = new ByteText();
  #isEmpty = true;

  constructor(text: string, head: Document) {
    this.#text = text;
    this.#head = head;
    this.#style = styleOf(new LineStarts(text), head);
    this.#keyColumn = columnOf(text, firstSlotStart(head.root as MapNode));
    this.#lines = new ResultLines(this.#style, this.#keyColumn + this.#style.sequenceIndent);
  }

  add(result: Result): void {
    this.#isEmpty = false;
    this.#lines.addTo(isError(result) ? this.#errors : this.#others, result);
  }

  splices(): Splice[] {
    const root = this.#head.root as MapNode;
    if (this.#isEmpty) {
      const overlay = new Overlay(this.#head);
      overlay.apply([], remove(['results']));
      return splicesOf(new LineStarts(this.#text), this.#head, overlay);
    }
    const text = this.#text;
    const more = [...this.#errors.pieces(), ...this.#others.pieces()];
    const slot = ownSlot(root, 'results');
    if (!slot) {
      const at = afterNode(root.entries.at(-1)!.value, text);
      const key = `${' '.repeat(this.#keyColumn)}results:${this.#style.lineEnding}`;
      return [{ start: at, end: at, text: key, more, depth: 0 }];
    }
    const end = afterNode(slot.value, text);
    if (isBlock(slot.value))
      return [{ start: lineStart(text, slot.value.start), end, text: '', more, depth: 0 }];
    return [
      { start: text.indexOf(':', slot.key!.end) + 1, end: contentEnd(slot.value, text), text: '', depth: 0 },
      { start: end, end, text: '', more, depth: 0 },
    ];
  }
}
