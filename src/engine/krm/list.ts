import { isError, type Result } from '../../rules/result.ts';
import { ownSlot } from '../../yaml/access.ts';
import { afterNode, contentEnd } from '../../yaml/edit/block.ts';
import { ByteBuffer } from '../../yaml/edit/byte-buffer.ts';
import { DocumentEdits } from '../../yaml/edit/document-edits.ts';
import { remove } from '../../yaml/edit/edit.ts';
import { LineIndex } from '../../yaml/edit/line-index.ts';
import { columnOf, firstSlotStart, isBlock, lineStart, type Style, styleOf } from '../../yaml/edit/style.ts';
import { type TextEdit, textEditsOf } from '../../yaml/edit/text-edit.ts';
import type { Document, MapNode } from '../../yaml/node.ts';
import { ResultLines } from './block-lines.ts';
import { FlowResults } from './flow-list.ts';
import type { ListResults } from './list-results.ts';

/** Returns the writer for the results of a list with this head; `text` is the whole input. */
export function listResults(text: string, head: Document): ListResults {
  return (head.root as MapNode).flow ? new FlowResults(text, head) : new BlockResults(text, head);
}

/** Writes the results of a list in block style. Each result becomes text immediately, since all together may be larger than the input. */
class BlockResults implements ListResults {
  readonly #text: string;
  readonly #head: Document;
  readonly #style: Style;
  readonly #keyColumn: number;
  readonly #lines: ResultLines;
  readonly #errors = new ByteBuffer();
  readonly #others = new ByteBuffer();
  #isEmpty = true;

  constructor(text: string, head: Document) {
    this.#text = text;
    this.#head = head;
    this.#style = styleOf(new LineIndex(text), head);
    this.#keyColumn = columnOf(text, firstSlotStart(head.root as MapNode));
    this.#lines = new ResultLines(this.#style, this.#keyColumn + this.#style.sequenceIndent);
  }

  add(result: Result): void {
    this.#isEmpty = false;
    this.#lines.addTo(isError(result) ? this.#errors : this.#others, result);
  }

  textEdits(): TextEdit[] {
    const root = this.#head.root as MapNode;
    if (this.#isEmpty) {
      const overlay = new DocumentEdits(this.#head);
      overlay.apply([], remove(['results']));
      return textEditsOf(new LineIndex(this.#text), this.#head, overlay);
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
