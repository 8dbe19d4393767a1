import { groupBy } from '../group-by.ts';
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

/** The findings of one object. */
export interface ObjectFindings {
  title: string;
  /** Where the object stands; undefined for the input as a whole. */
  file: string | undefined;
  findings: LocatedFinding[];
}

/** The findings by object, in the order of the input. Objects of one name in two files are two. */
export function byObject(findings: readonly LocatedFinding[]): ObjectFindings[] {
  const keyOf = ({ result, location }: LocatedFinding) => `${titleOf(result)}\n${location?.file ?? ''}`;
  return [...groupBy(findings, keyOf).values()].map((group) => ({
    title: titleOf(group[0]!.result),
    file: group[0]!.location?.file,
    findings: group,
  }));
}

/** `Deployment shop/web, spec.template.spec: has no …`, for formats that show one line a finding. */
export function sentenceOf(result: Result): string {
  const field = result.path && result.path.length > 0 ? `, ${formatPath(result.path)}` : '';
  return `${titleOf(result)}${field}: ${result.message}`;
}
