import type { Result } from '../../rules/result.ts';
import { groupBy } from '../../util/group-by.ts';
import type { Severity } from '../../util/severity.ts';
import { formatPath } from '../../yaml/access.ts';
import { placeOf } from '../finding.ts';
import { type Kind, kindOf, weightOf } from '../kind.ts';
import type { CommonFinding } from './collector.ts';

/** One line of an object, for one or several results. */
export interface Entry {
  kind: Kind;
  weight: number;
  text: string;
  tag: string;
  /** Lines below it: the places of a finding. */
  places?: string[];
  /** Number of results that it shows. */
  count: number;
}

/** Formats one result as a line. */
export function entryOf(result: Result): Entry {
  const { path, message, rule } = result;
  const field = path && path.length > 0 ? `${formatPath(path)}: ` : '';
  return {
    kind: kindOf(result),
    weight: weightOf(result),
    text: `${field}${message}`,
    tag: `[${rule}]`,
    count: 1,
  };
}

/** Formats findings of one cause: the cause, and at most `limit` places in one line; with `Infinity` each place on a line. */
export function commonEntry(
  { first, places, names }: CommonFinding,
  { limit, short, fileOf }: { limit: number; short: boolean; fileOf: (result: Result) => string | undefined },
): Entry {
  if (names.count === 1) return short ? { ...entryOf(first), text: first.message } : entryOf(first);
  return {
    kind: kindOf(first),
    weight: weightOf(first),
    text: first.cause!.message,
    tag: `[${first.rule}]`,
    places: limit === Infinity ? places.map((place) => placeOf(place, fileOf(place))) : [names.format(limit)],
    count: names.count,
  };
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
      count: others.length + 1,
    }),
  );
  for (const result of [...of('error', false), ...of('warning', true)])
    entries.push({ ...entryOf(result), text: result.message });
  const changes = of('info', true);
  if (changes.length > 0) {
    const byRule = [...groupBy(changes, ({ rule }) => rule)];
    const text = byRule.map(([rule, { length }]) => times(rule, length)).join(', ');
    entries.push({ kind: 'changed', weight: 1, text, tag: '', count: changes.length });
  }
  return entries;
}

function times(rule: string, count: number): string {
  return count === 1 ? rule : `${rule}×${count}`;
}
