import { pluralize } from '../util/plural.ts';
import type { MeasuredUse } from './memory-usage.ts';

/** Fewer samples than an hour has at two a minute, the usual interval, are likely to miss the peak. */
const MIN_SAMPLES = 100;
/** A week: load often repeats with it. */
const MIN_DAYS = 7;

/** The figures that say how sure measured use is. */
type Evidence = Pick<MeasuredUse, 'source' | 'outOfMemory'> & {
  samples?: number | undefined;
  pods?: number | undefined;
  window?: string | undefined;
  covered?: string | undefined;
};

/** Returns why measured use may be less than what the container needs, with numbers, as nouns. */
export function describeDoubts(evidence: Evidence): string[] {
  const { source, samples, pods, window, covered, outOfMemory } = evidence;
  const doubts: string[] = [];
  if (source === 'kubectl-top')
    doubts.push(`a single sample${(pods ?? 1) > 1 ? ` of each of ${pods} pods` : ''}`);
  else if (samples !== undefined && samples < MIN_SAMPLES)
    doubts.push(`only ${pluralize(samples, 'sample')}`);
  const known = covered ?? window;
  if (known !== undefined && days(known) < MIN_DAYS) doubts.push(`only ${known} of history`);
  if (outOfMemory > 0)
    doubts.push(`OOM kills in ${outOfMemory} of ${pluralize(Math.max(pods ?? 0, outOfMemory), 'pod')}`);
  return doubts;
}

function days(duration: string): number {
  return Number.parseInt(duration, 10) / { m: 1440, h: 24, d: 1 }[duration.at(-1) as 'm' | 'h' | 'd'];
}
