import { type Result, severityRank } from '../rules/result.ts';
import type { Severity } from '../util/severity.ts';

/** What a result is for people: a change, or a finding of a severity. */
export type Kind = 'changed' | Severity;

export function kindOf({ severity, changed }: Result): Kind {
  return changed ? 'changed' : severity;
}

/** Errors first, then warnings, changes, and what is only for information. */
export function weightOf({ severity, changed }: Result): number {
  return severityRank(severity) * 2 + (changed ? 1 : 0);
}
