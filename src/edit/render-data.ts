import type { Json } from '../json.ts';
import { newScalar } from './copy.ts';
import type { FlowSpacing } from './flow-spacing.ts';
import { renderScalar } from './render.ts';
import type { Style } from './style.ts';

/** Texts this short come again: names, kinds, values. */
const SHORT = 40;
const MOST_KNOWN = 10_000;

/** Writes data straight to text, in block or in flow style. */
export class DataRenderer {
  readonly #style: Style;
  readonly #strings = new Map<string, string>();

  constructor(style: Style) {
    this.#style = style;
  }

  /** A path as `formatPath` gives it: plain where it is of nothing but names and dots. */
  path(value: string): string {
    if (!value.includes('[')) return this.string(value);
    return value.includes('"') ? JSON.stringify(value) : `"${value}"`;
  }

  /** A text on one line. */
  string(value: string): string {
    if (value.length > SHORT) return renderString(value, this.#style.json);
    let text = this.#strings.get(value);
    if (text === undefined) {
      text = renderString(value, this.#style.json);
      if (this.#strings.size < MOST_KNOWN) this.#strings.set(value, text);
    }
    return text;
  }

  /** A value behind the colon of its key, which stands at `column`. */
  behindKey(value: Json, column: number): string {
    if (isInline(value)) return ` ${this.#inline(value)}`;
    const { indent, sequenceIndent, lineEnding } = this.#style;
    const nested = column + (Array.isArray(value) ? sequenceIndent : indent);
    return lineEnding + ' '.repeat(nested) + this.#block(value, nested);
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
      text += `${this.string(key)}:${this.behindKey(value[key]!, column)}`;
    }
    return text;
  }

  /** A value in flow style. */
  flow(value: Json, spacing: FlowSpacing): string {
    if (isInline(value)) return this.#inline(value);
    const { first, between, last, inner } = spacing;
    let text = '';
    if (Array.isArray(value)) {
      for (const item of value) text += (text === '' ? `[${first}` : between) + this.flow(item, inner);
      return `${text}${last}]`;
    }
    for (const key of Object.keys(value)) {
      text += text === '' ? `{${first}` : between;
      text += `${this.string(key)}: ${this.flow(value[key]!, inner)}`;
    }
    return `${text}${last}}`;
  }

  #inline(value: Json): string {
    if (typeof value === 'string') return this.string(value);
    if (typeof value === 'object' && value !== null) return Array.isArray(value) ? '[]' : '{}';
    return String(value);
  }
}

/** True for a text of several words, which is in double quotes always. */
export function isSentence(value: string): boolean {
  return value.includes(' ');
}

function renderString(value: string, json: boolean): string {
  return json || isSentence(value) ? JSON.stringify(value) : renderScalar(newScalar(value), false);
}

function isInline(value: Json): value is string | number | boolean | null | [] | Record<string, never> {
  if (typeof value !== 'object' || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : isEmpty(value);
}

function isEmpty(value: { [key: string]: Json }): boolean {
  for (const _ in value) return false;
  return true;
}
