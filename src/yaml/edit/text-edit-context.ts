import type { LineIndex } from './line-index.ts';
import type { Style } from './style.ts';

/** What turning the edits of a collection into text edits needs. */
export interface TextEditContext {
  lines: LineIndex;
  text: string;
  style: Style;
  /** Adds the text edit that replaces `start`…`end` of the input by `text`; for `depth` see TextEdit. */
  add(start: number, end: number, text: string, depth?: number): void;
}
