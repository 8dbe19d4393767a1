import { groupBy } from '../group-by.ts';
import { type Result, rankOf } from '../result.ts';
import type { Severity } from '../rule.ts';
import { formatPath } from '../yaml/read.ts';

/** One line of an object, which may stand for several results. */
export interface Entry {
  kind: Kind;
  weight: number;
  text: string;
  tag: string;
}

export type Kind = 'changed' | Severity;

/** The result as a line of its own. */
export function entryOf(result: Result): Entry {
  const { path, message, rule } = result;
  const field = path && path.length > 0 ? `${formatPath(path)}: ` : '';
  return { kind: kindOf(result), weight: weightOf(result), text: `${field}${message}`, tag: `[${rule}]` };
}

/** Every error and every change that needs a look, one warning of each rule, and the other changes counted; remarks are left out. */
export function shortEntries(group: readonly Result[]): Entry[] {
  const of = (wanted: Severity, isChange: boolean) =>
    group.filter(({ severity, changed }) => severity === wanted && changed === isChange);
  const entries = [...groupBy(of('warning', false), ({ rule }) => rule)].map(
    ([rule, [first, ...others]]): Entry => ({
      kind: 'warning',
      weight: weightOf(first!),
      text: first!.message,
      tag: `[${times(rule, others.length + 1)}]`,
    }),
  );
  for (const result of [...of('error', false), ...of('warning', true)])
    entries.push({ ...entryOf(result), text: result.message });
  const changes = of('info', true);
  if (changes.length > 0) {
    const byRule = [...groupBy(changes, ({ rule }) => rule)];
    const text = byRule.map(([rule, { length }]) => times(rule, length)).join(', ');
    entries.push({ kind: 'changed', weight: 1, text, tag: '' });
  }
  return entries;
}

function times(rule: string, count: number): string {
  return count === 1 ? rule : `${rule}×${count}`;
}

export function kindOf({ severity, changed }: Result): Kind {
  return changed ? 'changed' : severity;
}

/** Errors first, then warnings, changes, and what is only for information. */
export function weightOf({ severity, changed }: Result): number {
  return rankOf(severity) * 2 + (changed ? 1 : 0);
}
