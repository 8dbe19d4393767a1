import type { Style } from './style.ts';

/** The white space in a new flow collection. */
export interface FlowSpacing {
  /** After the opening bracket. */
  readonly first: string;
  /** Between two entries, with the comma. */
  readonly between: string;
  /** Before the closing bracket. */
  readonly last: string;
  /** The spacing of nested collections. */
  readonly inner: FlowSpacing;
}

/** Spacing of a collection on a single line. */
export const ONE_LINE: FlowSpacing = {
  first: '',
  between: ', ',
  last: '',
  get inner() {
    return ONE_LINE;
  },
};

/**
 * Spacing of a collection with one entry per line, as in pretty-printed JSON; `margin` is the white space before its closing bracket.
 * Without a margin the collection is on one line.
 */
export function flowSpacing(
  margin: string | undefined,
  style: Pick<Style, 'indent' | 'lineEnding'>,
): FlowSpacing {
  return margin === undefined ? ONE_LINE : new Spread(margin, style);
}

class Spread implements FlowSpacing {
  readonly first: string;
  readonly between: string;
  readonly last: string;
  readonly #margin: string;
  readonly #style: Pick<Style, 'indent' | 'lineEnding'>;
  #inner: FlowSpacing | undefined;

  constructor(margin: string, style: Pick<Style, 'indent' | 'lineEnding'>) {
    const { lineEnding, indent } = style;
    this.#margin = margin + ' '.repeat(indent);
    this.#style = style;
    this.first = lineEnding + this.#margin;
    this.between = `,${this.first}`;
    this.last = lineEnding + margin;
  }

  get inner(): FlowSpacing {
    this.#inner ??= new Spread(this.#margin, this.#style);
    return this.#inner;
  }
}
