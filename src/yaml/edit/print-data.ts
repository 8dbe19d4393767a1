import type { Json } from '../../util/json.ts';
import type { FlowSpacing } from './flow-spacing.ts';
import { dataNode, newScalar } from './new-node.ts';
import { printAfterKey, printScalar } from './print.ts';
import { printQuoted } from './quote.ts';
import type { Style } from './style.ts';

/** Texts up to this length are repeated in an input: names, kinds, values. */
const SHORT = 40;
const MOST_KNOWN = 10_000;

/** Prints data in block or flow style, without nodes. */
export class DataPrinter {
  readonly #style: Style;
  readonly #strings = new Map<string, string>();

  constructor(style: Style) {
    this.#style = style;
  }

  /** Prints a string on one line. */
  string(value: string): string {
    if (value.length > SHORT) return printString(value, this.#style.json);
    let text = this.#strings.get(value);
    if (text === undefined) {
      text = printString(value, this.#style.json);
      if (this.#strings.size < MOST_KNOWN) this.#strings.set(value, text);
    }
    return text;
  }

  /** Prints the value of a key at `column` in block style. */
  behindKey(value: Json, column: number): string {
    if (typeof value === 'string') return ` ${this.string(value)}`;
    return printAfterKey(dataNode(value), column, this.#style).join(this.#style.lineEnding);
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

/** True for a text of several words, which is always double-quoted. */
export function isSentence(value: string): boolean {
  return value.includes(' ');
}

/** Prints a string on one line so that every parser reads the same string. */
export function printString(value: string, json: boolean): string {
  // Most long texts are sentences, for which this test is enough.
  return isSentence(value) ? printQuoted(value) : printScalar(newScalar(value), json);
}
