import type { Json } from '../json.ts';
import { dataNode, newScalar } from './copy.ts';
import type { FlowSpacing } from './flow-spacing.ts';
import { renderBehindKey, renderScalar } from './render.ts';
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

  /** A value behind the colon of its key, which stands at `column`, in block style. */
  behindKey(value: Json, column: number): string {
    if (typeof value === 'string') return ` ${this.string(value)}`;
    return renderBehindKey(dataNode(value), column, this.#style).join(this.#style.lineEnding);
  }

  /**
   * A value in flow style, as `renderFlow` writes it. All results of a JSON list are written so, and by way of nodes the run over
   * one would take a fifth longer.
   */
  flow(value: Json, spacing: FlowSpacing): string {
    if (typeof value === 'string') return this.string(value);
    if (typeof value !== 'object' || value === null) return String(value);
    const { first, between, last, inner } = spacing;
    let text = '';
    if (Array.isArray(value)) {
      for (const item of value) text += (text === '' ? `[${first}` : between) + this.flow(item, inner);
      return text === '' ? '[]' : `${text}${last}]`;
    }
    for (const key of Object.keys(value)) {
      text += text === '' ? `{${first}` : between;
      text += `${this.string(key)}: ${this.flow(value[key]!, inner)}`;
    }
    return text === '' ? '{}' : `${text}${last}}`;
  }
}

/** True for a text of several words, which is in double quotes always. */
export function isSentence(value: string): boolean {
  return value.includes(' ');
}

/** A text on one line, which every reader takes for this very text. */
export function renderString(value: string, json: boolean): string {
  // Nearly all long texts are sentences, which need no closer look.
  return isSentence(value) ? JSON.stringify(value) : renderScalar(newScalar(value), json);
}
