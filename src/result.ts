import type { Resource } from './frame.ts';
import type { Json } from './json.ts';
import type { Severity } from './rule.ts';
import type { Path } from './yaml/read.ts';

/** One change that was made or one finding that stands. */
export interface Result {
  rule: string;
  severity: Severity;
  message: string;
  /** True where a fix was applied. */
  changed: boolean;
  /** What was wrong before the fix. */
  problem?: string;
  resource?: Resource;
  /** From the resource's root. */
  path?: Path;
  currentValue?: Json;
  proposedValue?: Json;
  tags?: Record<string, string>;
}

/** True for an error that stands, with which a run fails. */
export function isError({ severity, changed }: Result): boolean {
  return severity === 'error' && !changed;
}

/** Takes results one by one. */
export interface ResultSink {
  add(result: Result): void;
  /** What was given so far does not count: the run begins anew. */
  restart(): void;
}

const SEVERITIES: readonly Severity[] = ['info', 'warning', 'error'];

/** Order of severities: info 0, warning 1, error 2. */
export function rankOf(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}
