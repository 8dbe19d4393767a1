import type { Style } from './style.ts';

/** The white space inside of a new collection in flow style. */
export interface FlowSpacing {
  /** Behind the opening bracket. */
  readonly first: string;
  /** Between two entries, with the comma. */
  readonly between: string;
  /** In front of the closing bracket. */
  readonly last: string;
  /** That of collections inside. */
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
 * Spacing of a collection with one entry a line, as pretty-printed JSON has it; `margin` is the white space in front of its
 * closing bracket. On one line where there is no margin.
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
