import { objectTitle } from '../kube/object-title.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';
import type { Location } from './location.ts';

/** A finding as the formats for programs need it: with the words and the place. */
export interface LocatedFinding {
  result: Result;
  location: Location | undefined;
}

/** `Deployment shop/web` */
export function titleOf({ resource }: Result): string {
  return resource ? objectTitle(resource) : 'The input as a whole';
}

/** `Deployment shop/web, spec.template.spec: has no …`, for formats that show one line a finding. */
export function sentenceOf(result: Result): string {
  const field = result.path && result.path.length > 0 ? `, ${formatPath(result.path)}` : '';
  return `${titleOf(result)}${field}: ${result.message}`;
}
