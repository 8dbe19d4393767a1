import type { Json } from '../json.ts';
import { newScalar } from './copy.ts';
import { renderScalar } from './render.ts';
import type { Style } from './style.ts';

/** Texts this short come again: names, kinds, paths. */
const SHORT = 80;
const MOST_KNOWN = 10_000;

/** Writes data in block style, straight to text: for results, of which a large input has more than nodes could be made for. */
export class DataRenderer {
  readonly #style: Style;
  readonly #known = new Map<string, string>();

  constructor(style: Style) {
    this.#style = style;
  }

  /** The lines of one item of a sequence whose dashes stand at `column`. */
  item(value: Json, column: number): string {
    return `${' '.repeat(column)}- ${this.#block(value, column + 2)}${this.#style.lineEnding}`;
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
    if (value.length > SHORT) return renderScalar(newScalar(value), false);
    let text = this.#known.get(value);
    if (text === undefined) {
      text = renderScalar(newScalar(value), false);
      if (this.#known.size < MOST_KNOWN) this.#known.set(value, text);
    }
    return text;
  }
}

function isInline(value: Json): value is string | number | boolean | null | [] | Record<string, never> {
  return typeof value !== 'object' || value === null || Object.keys(value).length === 0;
}
