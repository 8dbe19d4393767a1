import type { RunResult } from '../engine/run.ts';
import type { Problem } from '../util/errors.ts';
import type { Costs } from './costs/cost-observer.ts';
import type { Source } from './location.ts';

/** The part of a run that reports show. A comparison with live objects has only this part. */
export type ReportedRun = Pick<
  RunResult,
  | 'results'
  | 'source'
  | 'failed'
  | 'profile'
  | 'configurationFile'
  | 'minSeverity'
  | 'selected'
  | 'checked'
  | 'comparedPods'
>;

/** All that a report can show of a run. */
export interface Report extends Costs {
  answer: ReportedRun;
  /** Which files the input came from. */
  sources: readonly Source[];
  /** Files that could not be prepared, and why. */
  leftOut: readonly (Problem & { path: string })[];
}
