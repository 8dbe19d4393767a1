const SECONDS = { m: 60, h: 3600, d: 86_400, w: 604_800 } as const;

/** Parses a duration such as `14d`, `2w`, `36h` or `90m` to seconds; undefined if it is not of that form. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9][0-9]{0,5})([mhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * SECONDS[unit as keyof typeof SECONDS];
}

/** Formats seconds in the largest unit that is exact, at least minutes: `14d`, `36h`. */
export function formatDuration(seconds: number): string {
  for (const unit of ['d', 'h'] as const)
    if (seconds % SECONDS[unit] === 0) return `${seconds / SECONDS[unit]}${unit}`;
  return `${Math.round(seconds / SECONDS.m)}m`;
}
