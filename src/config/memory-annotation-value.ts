import { formats } from './formats.ts';

/** The key of the limit for every container. */
export const EVERY_CONTAINER = '*';

/** Parses `512Mi` (every container) or `web=1Gi, proxy=128Mi` into limits by container; undefined if invalid. */
export function memoryLimits(value: string): [container: string, limit: string][] | undefined {
  if (formats.memory!(value)) return [[EVERY_CONTAINER, value]];
  const limits = new Map<string, string>();
  for (const pair of value.split(',')) {
    const [, name, limit] = /^\s*([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\s*=\s*(\S+)\s*$/.exec(pair) ?? [];
    if (name === undefined || limit === undefined || !formats.memory!(limit)) return undefined;
    if (limits.has(name)) return undefined;
    limits.set(name, limit);
  }
  return [...limits];
}
