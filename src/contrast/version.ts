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
  const [major, minor] = text.split('.').map(Number);
  return compareVersions(version, { major: major!, minor: minor! }) >= 0;
}

/** True where `version` lies among the releases from `since` to `until`, both included; a bound that is absent is none. */
export function isWithin(
  version: ContrastVersion,
  { since, until }: { readonly since?: string; readonly until?: string },
): boolean {
  const [first, last] = [since, until].map((text) => (text === undefined ? undefined : parseVersion(text)));
  if (first && compareVersions(version, first) < 0) return false;
  return !last || compareVersions(version, last) <= 0;
}

export function formatVersion(version: ContrastVersion): string {
  return `${version.major}.${version.minor}`;
}
