import { type Collection, type Document, NEW, type Node, slotsOf } from '../node.ts';
import type { LineIndex } from './line-index.ts';

const DEFAULT_INDENT = 2;

/** The style of a document, in which new text is printed. */
export interface Style {
  /** True if new text must be JSON. */
  readonly json: boolean;
  /** Indentation of a nested block map relative to its parent, in columns. */
  readonly indent: number;
  /** Indentation of the `-` of a block sequence relative to its key, in columns. */
  readonly sequenceIndent: number;
  readonly lineEnding: '\n' | '\r\n';
}

/** Start of the line of `offset`. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Start of the line after that of `offset`; the end of the text if there is none. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end === -1 ? text.length : end + 1;
}

/** Returns the final line break that a text lacks, of the kind of its last one; '' if it has one or is empty. */
export function missingBreak(text: string): '' | '\n' | '\r\n' {
  if (text === '' || text.endsWith('\n')) return '';
  return text[text.lastIndexOf('\n') - 1] === '\r' ? '\r\n' : '\n';
}

export function columnOf(text: string, offset: number): number {
  const start = lineStart(text, offset);
  return offset - start - (text.charCodeAt(start) === 0xfeff ? 1 : 0);
}

/** Returns the style of a document, which is detected when it is used. */
export function styleOf(lines: LineIndex, document: Document): Style {
  return new DocumentStyle(lines, document);
}

class DocumentStyle implements Style {
  readonly json: boolean;
  readonly #lines: LineIndex;
  readonly #root: Node;
  #seen: SeenIndents | undefined;
  #lineEnding: Style['lineEnding'] | undefined;

  constructor(lines: LineIndex, { json, root }: Document) {
    this.#lines = lines;
    this.#root = root;
    this.json = json;
  }

  get indent(): number {
    return this.#indents.indent ?? DEFAULT_INDENT;
  }

  get sequenceIndent(): number {
    return this.#indents.sequenceIndent ?? 0;
  }

  get lineEnding(): Style['lineEnding'] {
    if (this.#lineEnding === undefined) {
      const { text } = this.#lines;
      const firstBreak = text.indexOf('\n', this.#root.start);
      this.#lineEnding = firstBreak > 0 && text[firstBreak - 1] === '\r' ? '\r\n' : '\n';
    }
    return this.#lineEnding;
  }

  /** The first nested block map and the first block sequence below a key decide. */
  get #indents(): SeenIndents {
    if (!this.#seen) {
      this.#seen = {};
      if (this.json) this.#seen.indent = jsonIndent(this.#lines, this.#root as Collection);
      look(this.#lines.text, this.#root, this.#seen);
    }
    return this.#seen;
  }
}

/** What was seen so far. */
interface SeenIndents {
  indent?: number;
  sequenceIndent?: number;
}

/** Indentation of the entries of a pretty-printed collection relative to the line on which it begins, in columns. */
function jsonIndent(lines: LineIndex, root: Collection): number {
  const first = firstSlotStart(root);
  if (lines.of(first) === lines.of(root.start)) return DEFAULT_INDENT;
  return Math.max(0, first - lines.of(first) - lines.marginOf(root.start).length) || DEFAULT_INDENT;
}

function look(text: string, node: Node, style: SeenIndents): void {
  if (node.kind === 'scalar' || node.kind === 'alias' || node.start === NEW || node.flow) return;
  for (const slot of node.original ?? slotsOf(node)) {
    if (style.indent !== undefined && style.sequenceIndent !== undefined) return;
    const value = slot.originalValue ?? slot.value;
    if (isBlock(value) && slot.key) {
      const step = columnOf(text, firstSlotStart(value)) - columnOf(text, slot.start);
      // After an explicit key (`? key`) a value may have less indentation.
      if (value.kind === 'seq' && step >= 0) style.sequenceIndent ??= step;
      if (value.kind === 'map' && step > 0) style.indent ??= step;
    }
    look(text, value, style);
  }
}

/** True for a collection of the input in block style; an empty one is always written in flow style. */
export function isBlock(node: Node): node is Collection {
  return (node.kind === 'map' || node.kind === 'seq') && !node.flow && node.start !== NEW;
}

/** Start of the first key, dash or flow item; of the collection itself where it is empty. */
export function firstSlotStart(collection: Collection): number {
  return (collection.original ?? slotsOf(collection))[0]?.start ?? collection.start;
}
