import { isError, type Result } from '../../rules/result.ts';
import { ByteBuffer, bytesOf } from '../../yaml/edit/byte-buffer.ts';
import { DocumentEdits } from '../../yaml/edit/document-edits.ts';
import { remove, set } from '../../yaml/edit/edit.ts';
import { spacingOfNew } from '../../yaml/edit/flow.ts';
import type { FlowSpacing } from '../../yaml/edit/flow-spacing.ts';
import { LineIndex } from '../../yaml/edit/line-index.ts';
import { DataPrinter } from '../../yaml/edit/print-data.ts';
import { styleOf } from '../../yaml/edit/style.ts';
import { type TextEdit, textEditsOf } from '../../yaml/edit/text-edit.ts';
import type { Document, MapNode } from '../../yaml/node.ts';
import type { ListResults } from './list-results.ts';
import { toKrmResult } from './result.ts';

const KEY = 'results';
const EMPTY = '[]';

/** Writes the results of a list in flow style, such as JSON. Each result becomes text immediately, since all together may be larger than the input. */
export class FlowResults implements ListResults {
  readonly #head: Document;
  readonly #lines: LineIndex;
  readonly #renderer: DataPrinter;
  readonly #spacing: FlowSpacing;
  readonly #errors = new ByteBuffer();
  readonly #others = new ByteBuffer();
  #hasErrors = false;
  #hasOthers = false;

  constructor(text: string, head: Document) {
    this.#head = head;
    this.#lines = new LineIndex(text);
    const style = styleOf(this.#lines, head);
    this.#renderer = new DataPrinter(style);
    this.#spacing = spacingOfNew(head.root as MapNode, KEY, { lines: this.#lines, style });
  }

  add(result: Result): void {
    const { between, inner } = this.#spacing;
    const text = this.#renderer.flow(toKrmResult(result), inner);
    if (isError(result)) {
      this.#errors.add((this.#hasErrors ? between : '') + text);
      this.#hasErrors = true;
    } else {
      this.#others.add((this.#hasOthers ? between : '') + text);
      this.#hasOthers = true;
    }
  }

  textEdits(): TextEdit[] {
    const overlay = new DocumentEdits(this.#head);
    const isEmpty = !this.#hasErrors && !this.#hasOthers;
    overlay.apply([], isEmpty ? remove([KEY]) : set([KEY], []));
    const textEdits = textEditsOf(this.#lines, this.#head, overlay);
    return isEmpty ? textEdits : this.#fill(textEdits);
  }

  /** Inserts the written results into the empty sequence at the end of one of the text edits. */
  #fill(textEdits: TextEdit[]): TextEdit[] {
    const [place, ...rest] = textEdits.filter(({ text }) => text.endsWith(EMPTY));
    if (!place || rest.length > 0) throw new Error('internal error: no place for the results');
    const text = place.text.slice(0, -EMPTY.length);
    const { first, between, last } = this.#spacing;
    const more = [
      bytesOf(`[${first}`),
      ...this.#errors.pieces(),
      bytesOf(this.#hasErrors && this.#hasOthers ? between : ''),
      ...this.#others.pieces(),
      bytesOf(`${last}]`),
    ];
    return textEdits.map((textEdit) => (textEdit === place ? { ...textEdit, text, more } : textEdit));
  }
}
