import type { Result } from '../rules/result.ts';
import { formatSetting, type Setting } from '../rules/setting.ts';
import { type Kind, kindOf } from './kind.ts';

/** Findings that remain, by severity. Findings of one cause count once. */
export interface Count {
  errors: number;
  warnings: number;
  /** Number of the errors that preparing fixes. */
  fixable: number;
  /** Places at which they are. */
  places: number;
}

const NOTHING: Readonly<Count> = { errors: 0, warnings: 0, fixable: 0, places: 0 };

/** Findings, or changes, of one kind. */
export interface Tally {
  findings: number;
  places: number;
}

/** The findings of a run, counted as people see them: those of one cause are one. */
export interface Findings {
  readonly byKind: Readonly<Record<Kind, Tally>>;
  /** Errors and warnings that remain, by rule. */
  readonly byRule: ReadonlyMap<string, Count>;
  /** Those of them that no setting removes. */
  readonly unanswered: ReadonlyMap<string, Count>;
  /** Errors and warnings that remain, by the setting that removes them. */
  readonly bySetting: ReadonlyMap<string, Count & { setting: Setting }>;
}

/** Counts findings as they are found, so that a large input needs no list of them. */
export class FindingsCounter implements Findings {
  readonly byKind: Record<Kind, Tally> = { error: none(), warning: none(), changed: none(), info: none() };
  readonly byRule = new Map<string, Count>();
  readonly unanswered = new Map<string, Count>();
  readonly bySetting = new Map<string, Count & { setting: Setting }>();
  readonly #causes = new Set<string>();

  add(result: Result): void {
    const { rule, severity, changed, setting } = result;
    // The sizes of VMs have a table.
    if (rule === 'vm-size' && severity === 'info') return;
    const cause = causeKey(result);
    const isNew = cause === undefined || !this.#causes.has(cause);
    if (cause !== undefined) this.#causes.add(cause);
    const tally = this.byKind[kindOf(result)];
    tally.places++;
    if (isNew) tally.findings++;
    if (changed || severity === 'info') return;
    const kind = severity === 'error' ? 'errors' : 'warnings';
    const add = (count: Count) => {
      count.places++;
      if (!isNew) return;
      count[kind]++;
      if (result.fixable) count.fixable++;
    };
    for (const rules of setting === undefined ? [this.byRule, this.unanswered] : [this.byRule]) {
      const ofRule = rules.get(rule) ?? { ...NOTHING };
      add(ofRule);
      rules.set(rule, ofRule);
    }
    if (setting === undefined) return;
    const key = formatSetting(setting);
    const ofSetting = this.bySetting.get(key) ?? { ...NOTHING, setting };
    add(ofSetting);
    this.bySetting.set(key, ofSetting);
  }
}

function none(): Tally {
  return { findings: 0, places: 0 };
}

/** What findings of one cause have in common; undefined for a change, and for a finding that is like no other. */
export function causeKey({ rule, severity, changed, cause }: Result): string | undefined {
  return changed || cause === undefined ? undefined : `${rule} ${severity} ${cause.message}`;
}

/** Counts results that are all there. */
export function countFindings(results: Iterable<Result>): Findings {
  const counter = new FindingsCounter();
  for (const result of results) counter.add(result);
  return counter;
}

/** How many places findings have, after their number: ` in 31 places`; empty if each has one. */
export function inPlaces(findings: number, places: number): string {
  return places > findings ? ` in ${places} places` : '';
}

/** Adds counts up. */
export function totalOf(counts: Iterable<Count>): Count {
  const total = { ...NOTHING };
  for (const { errors, warnings, fixable, places } of counts) {
    total.errors += errors;
    total.warnings += warnings;
    total.fixable += fixable;
    total.places += places;
  }
  return total;
}
