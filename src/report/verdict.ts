import { assumptionOf } from '../rules/assumptions.ts';
import { pluralize } from '../util/plural.ts';
import { type Findings, inPlaces, totalOf } from './findings-count.ts';

/** What a run comes to. `not ready` goes with exit code 1, the others with 0. */
export type Status = 'ready' | 'ready if' | 'not ready';

export interface Verdict {
  status: Status;
  /** Why the input is not ready, or what has to hold for it to be; empty if it is ready. Full sentences without a final period. */
  reasons: readonly string[];
}

/** How each status reads at the start of a sentence. */
export const titleOfVerdict: Readonly<Record<Status, string>> = {
  ready: 'Ready',
  'ready if': 'Ready if',
  'not ready': 'Not ready',
};

/** What a run says besides its findings. */
export interface RunState {
  /** True if the exit code is 1, because an error remains or, with `--strict`, a warning. */
  failed: boolean;
  /** Number of files that could not be prepared. */
  leftOut: number;
}

/** Returns whether what came out may go on to `contrast generate` and to the cluster. */
export function verdictOf({ byKind, byRule }: Findings, { failed, leftOut }: RunState): Verdict {
  const reasons: string[] = [];
  const { errors, fixable } = totalOf(byRule.values());
  if (errors > 0)
    reasons.push(
      `${pluralize(errors, 'error')} ${errors === 1 ? 'remains' : 'remain'}${inPlaces(errors, byKind.error.places)}`,
    );
  if (fixable > 0) reasons.push(`preparing fixes ${fixable} of ${pluralize(errors, 'error')}`);
  if (leftOut > 0) reasons.push(`${pluralize(leftOut, 'file')} could not be prepared`);
  if (errors === 0 && leftOut === 0 && failed) reasons.push('warnings count as errors here');
  if (reasons.length > 0) return { status: 'not ready', reasons };
  const assumptions = [...byRule]
    .filter(([, { warnings }]) => warnings > 0)
    .map(
      ([rule, { warnings }]) => `${assumptionOf(rule)} (${warnings === 1 ? rule : `${rule}, ${warnings}`})`,
    );
  return assumptions.length > 0
    ? { status: 'ready if', reasons: assumptions }
    : { status: 'ready', reasons: [] };
}
