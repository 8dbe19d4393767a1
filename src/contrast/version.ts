/** A Contrast release, as major and minor number. */
export interface ContrastVersion {
  major: number;
  minor: number;
}

type VersionText = `${number}.${number}`;

/** The newest release whose behaviour is known here. */
export const newestVersion: ContrastVersion = { major: 1, minor: 18 };

/** Reads `1.18`, `v1.18` or `1.18.2`; the patch number plays no part. Undefined for anything else. */
export function parseVersion(text: string): ContrastVersion | undefined {
  const match = /^v?(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})(\.[0-9]+)?$/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Negative, zero or positive as `left` is older than, the same as or newer than `right`. */
export function compareVersions(left: ContrastVersion, right: ContrastVersion): number {
  return left.major - right.major || left.minor - right.minor;
}

/** True where `version` is the release `text` or a newer one: `atLeast(version, '1.13')`. */
export function atLeast(version: ContrastVersion, text: VersionText): boolean {
  return compareVersions(version, release(text)) >= 0;
}

/** Releases that rules name, which they do for every workload. */
const releases = new Map<string, ContrastVersion>();

function release(text: string): ContrastVersion {
  let known = releases.get(text);
  if (!known) {
    known = parseVersion(text)!;
    releases.set(text, known);
  }
  return known;
}

/** True where `version` lies among the releases from `since` to `until`, both included; a bound that is absent is none. */
export function isWithin(
  version: ContrastVersion,
  { since, until }: { readonly since?: string; readonly until?: string },
): boolean {
  if (since !== undefined && compareVersions(version, release(since)) < 0) return false;
  return until === undefined || compareVersions(version, release(until)) <= 0;
}

export function formatVersion(version: ContrastVersion): string {
  return `${version.major}.${version.minor}`;
}

/** What there is to say of a release that came later than this program; undefined for those that it knows. */
export function newerThanKnown(version: ContrastVersion): string | undefined {
  if (compareVersions(version, newestVersion) <= 0) return undefined;
  return `Contrast ${formatVersion(version)} is newer than the newest known release; the figures and rules of ${formatVersion(newestVersion)} are used`;
}
