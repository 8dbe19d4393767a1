/** A Contrast release, as major and minor number. */
export interface ContrastVersion {
  major: number;
  minor: number;
}

/** Reads `1.18`, `v1.18` or `1.18.2`; the patch number plays no part. Undefined for anything else. */
export function parseVersion(text: string): ContrastVersion | undefined {
  const match = /^v?(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})(\.[0-9]+)?$/.exec(text.trim());
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Negative, zero or positive as `left` is older than, the same as or newer than `right`. */
export function compareVersions(left: ContrastVersion, right: ContrastVersion): number {
  return left.major - right.major || left.minor - right.minor;
}

export function formatVersion(version: ContrastVersion): string {
  return `${version.major}.${version.minor}`;
}
