import type { Resource } from '../frame.ts';

/** What is said of a file that holds such a thing. */
export const KINDLESS = 'holds something that has no kind';

/** True where one of the objects has no kind: a cluster would not take it, as the values of a chart or a package.json. */
export function holdsKindless({ resources }: { resources: readonly Resource[] }): boolean {
  return resources.some(({ kind }) => kind === '');
}
