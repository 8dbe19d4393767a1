import { once } from '../util/once.ts';
import {
  type Certainty,
  type ReleaseEntry,
  type ReleaseFacts,
  releaseTable,
  type Stated,
} from './release-table.ts';
import { type ContrastVersion, compareVersions, formatVersion, parseVersion } from './version.ts';

export type { Certainty, ReleaseFacts };

/** What is known of one matter at one release. */
export interface Fact<T> {
  /** What most likely holds. */
  value: T;
  /** What may hold instead, since the change is only inferred; empty where the value is certain. */
  alternatives: readonly T[];
  certainty: Certainty;
  /** The release that brought the value, as `1.13`. */
  since: string;
  source: string;
}

/** Whether a release has a platform; `unclear` where the release that added or removed it is inferred. */
export type Presence = 'yes' | 'no' | 'unclear';

/** One release of Contrast, as rules query it. No rule compares version numbers itself. */
export interface Release {
  readonly version: ContrastVersion;
  /** Major and minor number: `1.25`. */
  readonly name: string;
  /** False for a release that is newer than this program knows; it then has the facts of the newest known one. */
  readonly isKnown: boolean;
  fact<K extends keyof ReleaseFacts>(name: K): Fact<ReleaseFacts[K]>;
  hasPlatform(name: string): Presence;
}

/** When a platform was there: the releases that added and removed it. */
export interface PlatformHistory {
  added: Stated<string>;
  removed: Stated<string> | undefined;
}

/** True where the fact has that value and no other is possible. */
export function isCertainly<T>(fact: Fact<T>, value: T): boolean {
  return fact.value === value && fact.alternatives.length === 0;
}

/** True where the fact may have that value. */
export function isPossibly<T>(fact: Fact<T>, value: T): boolean {
  return fact.value === value || fact.alternatives.includes(value);
}

/** Smallest and largest number that may hold; equal where the fact is certain. */
export function rangeOf({ value, alternatives }: Fact<number>): { min: number; max: number } {
  return { min: Math.min(value, ...alternatives), max: Math.max(value, ...alternatives) };
}

/** The two values between which a release is uncertain, what most likely holds first; undefined where it is certain. */
export function uncertainBetween<T>({ value, alternatives }: Fact<T>): [likely: T, other: T] | undefined {
  return alternatives.length === 0 ? undefined : [value, alternatives[0]!];
}

/** A table of releases with the queries that rules ask. */
export class ReleaseHistory {
  readonly entries: readonly ReleaseEntry[];
  readonly #versions: ContrastVersion[];
  readonly #platforms = new Map<string, PlatformHistory>();
  readonly #releases = new Map<string, Release>();

  constructor(entries: readonly ReleaseEntry[]) {
    this.entries = entries;
    this.#versions = entries.map(({ release }) => parseVersion(release)!);
    for (const entry of entries) this.#addPlatforms(entry);
  }

  /** The newest release that the table knows. */
  get newest(): Release {
    return this.at(this.#versions.at(-1)!);
  }

  /** The releases that the table knows, oldest first. */
  get all(): Release[] {
    return this.#versions.map((version) => this.at(version));
  }

  /** The release of that version; one between two entries has the facts of the older one. */
  at(version: ContrastVersion): Release {
    const name = formatVersion(version);
    let release = this.#releases.get(name);
    if (!release) {
      release = this.#make(version);
      this.#releases.set(name, release);
    }
    return release;
  }

  /** The newest release that has the platform; undefined for an unknown platform. */
  newestWith(platform: string): Release | undefined {
    return this.all.findLast((release) => {
      const history = this.#platforms.get(platform);
      return history !== undefined && isBetween(release.version, history);
    });
  }

  /** When a platform was there; undefined for an unknown one. */
  platform(name: string): PlatformHistory | undefined {
    return this.#platforms.get(name);
  }

  /** The newest known release that is older than that of the table entry `name`. */
  before(name: string): Release {
    return this.all.findLast((release) => this.isBefore(release, name))!;
  }

  isBefore({ version }: Release, name: string): boolean {
    return compareVersions(version, parseVersion(name)!) < 0;
  }

  #make(version: ContrastVersion): Release {
    const index = this.#versions.findLastIndex((known) => compareVersions(known, version) <= 0);
    // Most releases are only compared.
    const facts = once(() => this.#factsAfter(Math.max(index, 0)));
    return {
      version,
      name: formatVersion(version),
      isKnown: compareVersions(version, this.#versions.at(-1)!) <= 0,
      fact: <K extends keyof ReleaseFacts>(name: K) => facts().get(name) as Fact<ReleaseFacts[K]>,
      hasPlatform: (name) => this.#presence(name, version),
    };
  }

  /** The facts after the entry with that index. */
  #factsAfter(index: number): Map<string, Fact<unknown>> {
    const facts = new Map<string, Fact<unknown>>();
    for (const entry of this.entries.slice(0, index + 1)) addFacts(facts, entry);
    return facts;
  }

  #addPlatforms({ release, adds, removes }: ReleaseEntry): void {
    for (const name of adds?.value ?? [])
      this.#platforms.set(name, { added: stated(adds!, release), removed: undefined });
    for (const name of removes?.value ?? []) this.#platforms.get(name)!.removed = stated(removes!, release);
  }

  #presence(name: string, version: ContrastVersion): Presence {
    const history = this.#platforms.get(name);
    if (!history) return 'no';
    if (isBetween(version, history)) return 'yes';
    const { added, removed } = history;
    const bound = compareVersions(version, parseVersion(added.value)!) < 0 ? added : removed!;
    return bound.certainty === 'inferred' ? 'unclear' : 'no';
  }
}

function stated({ certainty, source }: Stated<unknown>, release: string): Stated<string> {
  return { value: release, certainty, source };
}

function isBetween(version: ContrastVersion, { added, removed }: PlatformHistory): boolean {
  if (compareVersions(version, parseVersion(added.value)!) < 0) return false;
  return removed === undefined || compareVersions(version, parseVersion(removed.value)!) < 0;
}

/** Adds what an entry says to the facts before it. After an inferred change the value before it stays possible. */
function addFacts(known: Map<string, Fact<unknown>>, { release, facts }: ReleaseEntry): void {
  for (const [name, { value, certainty, source, or }] of Object.entries<Stated<unknown>>(facts)) {
    const last = known.get(name);
    const other = or ?? last?.value;
    const alternatives = certainty === 'inferred' && last && other !== value ? [other] : [];
    const since = last && last.value === value ? last.since : release;
    known.set(name, { value, alternatives, certainty, since, source });
  }
}

/** The releases that this program knows. */
export const releases = new ReleaseHistory(releaseTable);

/** The warning about a release that is newer than this program knows; undefined for known ones. */
export function newerThanKnown(version: ContrastVersion): string | undefined {
  const release = releases.at(version);
  if (release.isKnown) return undefined;
  return `Contrast ${release.name} is newer than the newest known release; the figures and rules of ${releases.newest.name} are used`;
}
