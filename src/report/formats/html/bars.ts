import { mebibytes } from '../../costs/amounts.ts';
import type { Segment, SegmentKind } from '../../costs/segments.ts';
import { type Html, html } from './html.ts';

/** One stretch of a bar; `kind` gives its colour. */
export interface Stretch {
  kind: SegmentKind | 'before' | 'missing' | 'taken' | 'gap';
  size: number;
  /** The tooltip. */
  title?: string;
}

const HEIGHT = 20;

/**
 * A stacked bar, `largest` wide in all. The text next to it says the same, so screen readers skip it.
 *
 * @param height Of the bar in pixels.
 */
export function bar(stretches: readonly Stretch[], largest: number, height = HEIGHT): Html {
  const percent = (size: number) => `${largest === 0 ? 0 : +((100 * size) / largest).toFixed(3)}%`;
  let x = 0;
  const boxes = stretches.map(({ kind, size, title }) => {
    const box = html`<rect class="${kind}" x="${percent(x)}" width="${percent(size)}" height="${height}">${title && html`<title>${title}</title>`}</rect>`;
    x += size;
    return box;
  });
  return html`<svg class="bar" width="100%" height="${height}" aria-hidden="true">${boxes}</svg>`;
}

/** The legend of a bar: each segment with its color; `more` are further items. */
export function parts(segments: readonly Segment[], more: Html): Html {
  const items = segments.map(
    ({ kind, label, size }) => html`<li>${swatch(kind)}${label} <b>${mebibytes(size)}</b></li>`,
  );
  return html`<ul class="parts">${items}${more}</ul>`;
}

export function swatch(kind: Stretch['kind']): Html {
  return html`<i class="${kind}"></i>`;
}
