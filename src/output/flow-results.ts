import { ByteText, bytesOf } from '../edit/byte-text.ts';
import { remove, set } from '../edit/edit.ts';
import { spacingOfNew } from '../edit/flow.ts';
import type { FlowSpacing } from '../edit/flow-spacing.ts';
import { LineStarts } from '../edit/line-starts.ts';
import { Overlay } from '../edit/overlay.ts';
import { DataRenderer } from '../edit/render-data.ts';
import { type Splice, splicesOf } from '../edit/splice.ts';
import { styleOf } from '../edit/style.ts';
import { isError, type Result } from '../result.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import { toKrmResult } from './krm-results.ts';
import type { ListResults } from './list-results.ts';

const KEY = 'results';
const EMPTY = '[]';

/** Results of a list in flow style, as JSON is. Each becomes text at once: all of them together may be longer than the input. */
export class FlowResults implements ListResults {
  readonly #head: Document;
  readonly #lines: LineStarts;
  readonly #renderer: DataRenderer;
  readonly #spacing: FlowSpacing;
  readonly #errors = new ByteText();
  readonly #others = new ByteText();
  #hasErrors = false;
  #hasOthers = false;

  constructor(text: string, head: Document) {
    this.#head = head;
    this.#lines = new LineStarts(text);
    const style = styleOf(this.#lines, head);
    this.#renderer = new DataRenderer(style);
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

  splices(): Splice[] {
    const overlay = new Overlay(this.#head);
    const isEmpty = !this.#hasErrors && !this.#hasOthers;
    overlay.apply([], isEmpty ? remove([KEY]) : set([KEY], []));
    const splices = splicesOf(this.#lines, this.#head, overlay);
    return isEmpty ? splices : this.#fill(splices);
  }

  /** Puts what was written between the brackets of the empty sequence that one of the splices ends with. */
  #fill(splices: Splice[]): Splice[] {
    const [place, ...rest] = splices.filter(({ text }) => text.endsWith(EMPTY));
    if (!place || rest.length > 0) throw new Error('internal error: there is no place for the results');
    const text = place.text.slice(0, -EMPTY.length);
    const { first, between, last } = this.#spacing;
    const more = [
      bytesOf(`[${first}`),
      ...this.#errors.pieces(),
      bytesOf(this.#hasErrors && this.#hasOthers ? between : ''),
      ...this.#others.pieces(),
      bytesOf(`${last}]`),
    ];
    return splices.map((splice) => (splice === place ? { ...splice, text, more } : splice));
  }
}
