import type { Resource } from '../manifest/types.ts';

/** Message for a file that contains such an object. */
export const MISSING_KIND = 'contains an object without "kind"';

/** True if one of the objects has no kind, such as the values of a chart or a package.json. */
export function holdsKindless({ resources }: { resources: readonly Resource[] }): boolean {
  return resources.some(({ kind }) => kind === '');
}
