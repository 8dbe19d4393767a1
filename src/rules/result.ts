import type { Resource } from '../manifest/types.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import type { Json } from '../util/json.ts';
import type { Severity } from '../util/severity.ts';
import type { Path } from '../yaml/access.ts';
import type { Cause } from './rule.ts';
import type { Setting } from './setting.ts';

/** One applied change, or one finding that was not fixed. */
export interface Result {
  rule: string;
  /** Why an object or annotation was rejected, for rules with several reasons. */
  code?: ErrorCode;
  severity: Severity;
  message: string;
  /** True if a fix was applied. */
  changed: boolean;
  /** True for an error of `check` that preparing fixes. */
  fixable?: true;
  /** What was wrong before the fix. */
  problem?: string;
  resource?: Resource;
  /** The field, from the root of the resource. */
  path?: Path;
  currentValue?: Json;
  proposedValue?: Json;
  tags?: Record<string, string>;
  /** What the finding has in common with those at other places. */
  cause?: Cause;
  /** The setting that removes the finding, if there is one. */
  setting?: Setting;
}

/** True for an error that was not fixed, which makes the run fail. */
export function isError({ severity, changed }: Result): boolean {
  return severity === 'error' && !changed;
}

/** Receives results one by one. If the run throws, the input was invalid and what it received is void. */
export interface ResultSink {
  add(result: Result): void;
}

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** True if the severity is at least the minimum; without one, every severity is. */
export function isAtLeast(severity: Severity, minimum: Severity = 'info'): boolean {
  return severityRank(severity) >= severityRank(minimum);
}

/** Order of severities: info 0, warning 1, error 2. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
