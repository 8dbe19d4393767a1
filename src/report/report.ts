import type { Source } from '../output/location.ts';
import type { Answer } from '../run.ts';
import type { Costs } from './cost-observer.ts';

/** All that a report can show of a run. */
export interface Report extends Costs {
  answer: Answer;
  /** Which files the input came from. */
  sources: readonly Source[];
  /** Files that could not be prepared, and why. */
  leftOut: readonly { path: string; message: string }[];
}
