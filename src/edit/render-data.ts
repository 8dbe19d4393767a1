import type { Json } from '../json.ts';
import { newScalar } from './copy.ts';
import { renderScalar } from './render.ts';
import type { Style } from './style.ts';

/** Texts this short come again: names, kinds, rules. */
const SHORT = 40;
const MOST_KNOWN = 10_000;

/** A collection that was written last under a key of an item, and its text. */
interface Written {
  value: Json;
  text: string;
}

/** Writes data in block style, straight to text: for results, of which a large input has more than nodes could be made for. */
export class DataRenderer {
  readonly #style: Style;
  readonly #column: number;
  readonly #dash: string;
  readonly #separator: string;
  readonly #strings = new Map<string, string>();
  readonly #last = new Map<string, Written>();

  /** For items of a sequence whose dashes stand at `column`. */
  constructor(style: Style, column: number) {
    this.#style = style;
    this.#column = column + 2;
    this.#dash = `${' '.repeat(column)}- `;
    this.#separator = style.lineEnding + ' '.repeat(column + 2);
  }

  /** The lines of one item, a map. Where a value is the very one that the item before had, its text is used again. */
  item(item: { [key: string]: Json }): string {
    let text = this.#dash;
    let isFirst = true;
    for (const key of Object.keys(item)) {
      const value = item[key]!;
      if (isFirst) isFirst = false;
      else text += this.#separator;
      text += typeof value === 'string' ? `${key}: ${this.#string(value)}` : this.#entry(key, value);
    }
    return text + this.#style.lineEnding;
  }

  #entry(key: string, value: Json): string {
    const last = this.#last.get(key);
    if (last && last.value === value) return last.text;
    const text = `${this.#string(key)}:${this.#behindKey(value, this.#column)}`;
    this.#last.set(key, { value, text });
    return text;
  }

  /** A value that begins on a line which is indented already, at `column`. */
  #block(value: Json, column: number): string {
    if (isInline(value)) return this.#inline(value);
    const separator = this.#style.lineEnding + ' '.repeat(column);
    let text = '';
    if (Array.isArray(value)) {
      for (const item of value) text += `${text === '' ? '' : separator}- ${this.#block(item, column + 2)}`;
      return text;
    }
    for (const key of Object.keys(value)) {
      if (text !== '') text += separator;
      text += `${this.#string(key)}:${this.#behindKey(value[key]!, column)}`;
    }
    return text;
  }

  #behindKey(value: Json, column: number): string {
    if (isInline(value)) return ` ${this.#inline(value)}`;
    const { indent, sequenceIndent, lineEnding } = this.#style;
    const nested = column + (Array.isArray(value) ? sequenceIndent : indent);
    return lineEnding + ' '.repeat(nested) + this.#block(value, nested);
  }

  #inline(value: Json): string {
    if (typeof value === 'string') return this.#string(value);
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
    return String(value);
  }

  #string(value: string): string {
    if (value.length > SHORT) return renderString(value);
    let text = this.#strings.get(value);
    if (text === undefined) {
      text = renderString(value);
      if (this.#strings.size < MOST_KNOWN) this.#strings.set(value, text);
    }
    return text;
  }
}

function renderString(value: string): string {
  // Sentences, the most of what is written, are no plain scalars.
  return value.includes(' ') ? JSON.stringify(value) : renderScalar(newScalar(value), false);
}

function isInline(value: Json): value is string | number | boolean | null | [] | Record<string, never> {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isEmpty(value);
}

function isEmpty(value: { [key: string]: Json }): boolean {
  for (const _ in value) return false;
  return true;
}
