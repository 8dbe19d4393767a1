import { type Result, type ResultSink, severityRank } from '../../rules/result.ts';
import type { Severity } from '../../util/severity.ts';
import { PlaceNames } from '../causes.ts';
import { causeKey, FindingsCounter } from '../findings-count.ts';
import { weightOf } from '../kind.ts';

/** Maximum number of results in a summary. */
export interface Room {
  /** Findings and changes. */
  lines: number;
  /** VM sizes. */
  rows: number;
}

const ALL: Room = { lines: Infinity, rows: Infinity };

/** Findings of one cause, which are shown as one. */
export interface CommonFinding {
  first: Result;
  /** Those that may be listed. */
  places: Result[];
  /** The names of all of them. */
  names: PlaceNames;
  /** True if several objects have it. */
  isShared: boolean;
}

/** What a summary shows of results: how many there are, and those that it may show. Of a large input it keeps only these. */
export class ResultCollector implements ResultSink {
  readonly #room: Room;
  readonly #keptByWeight: number[] = [];
  readonly #common = new Map<string, CommonFinding>();
  /** Findings and changes that may be shown, in their order, without those of `common`. */
  readonly listed: Result[] = [];
  /** VM sizes that may be shown. */
  readonly sizes: Result[] = [];
  sizeCount = 0;
  readonly #countByRank: number[] = [];
  /** The findings that remain, for the verdict and the next steps. */
  readonly findings = new FindingsCounter();

  constructor(room: Room = ALL) {
    this.#room = room;
  }

  /** Findings with a cause, in the order of their first places. */
  get common(): CommonFinding[] {
    return [...this.#common.values()];
  }

  add(result: Result): void {
    this.findings.add(result);
    if (result.rule === 'vm-size') return this.#addSize(result);
    const rank = severityRank(result.severity);
    this.#countByRank[rank] = (this.#countByRank[rank] ?? 0) + 1;
    const key = causeKey(result);
    if (key !== undefined) return this.#addPlace(key, result);
    // As many of the worst as there is room for are shown; of one weight the first.
    const weight = weightOf(result);
    const kept = this.#keptByWeight[weight] ?? 0;
    if (kept >= this.#room.lines) return;
    this.#keptByWeight[weight] = kept + 1;
    this.listed.push(result);
  }

  #addPlace(key: string, result: Result): void {
    const known = this.#common.get(key);
    if (!known) {
      const names = new PlaceNames(this.#room.lines);
      names.add(result);
      this.#common.set(key, { first: result, places: [result], names, isShared: false });
      return;
    }
    known.names.add(result);
    known.isShared ||= result.resource !== known.first.resource;
    if (known.places.length < this.#room.lines) known.places.push(result);
  }

  /** Number of places with findings and changes of at least this severity. */
  countFrom(minimum: Severity): number {
    return this.#countByRank.slice(severityRank(minimum)).reduce((sum, count) => sum + count, 0);
  }

  #addSize(result: Result): void {
    if (!result.tags) return;
    this.sizeCount++;
    if (this.sizes.length < this.#room.rows) this.sizes.push(result);
  }
}

/** The collector of results that are all there. */
export function collectResults(results: Iterable<Result>): ResultCollector {
  const collector = new ResultCollector();
  for (const result of results) collector.add(result);
  return collector;
}
