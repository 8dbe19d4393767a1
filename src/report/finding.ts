import { formatObjectName } from '../kubernetes/object-name.ts';
import type { Result } from '../rules/result.ts';
import { groupBy } from '../util/group-by.ts';
import { formatPath } from '../yaml/access.ts';
import type { Location } from './location.ts';

/** A finding as the formats for programs need it: with the words and the place. */
export interface LocatedFinding {
  result: Result;
  location: Location | undefined;
}

/** `Deployment shop/web` */
export function titleOf({ resource }: Result): string {
  return resource ? formatObjectName(resource) : 'The input as a whole';
}

/** The findings of one object. */
export interface ObjectFindings {
  title: string;
  /** Position of the object; undefined for the input as a whole. */
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

/** The object inside of a sentence. */
export function nameOf(result: Result): string {
  return result.resource ? titleOf(result) : 'the input as a whole';
}

/** `Deployment shop/web, spec.template.spec: has no …`, for formats that show one line a finding. */
export function sentenceOf(result: Result): string {
  const field = result.path && result.path.length > 0 ? `, ${formatPath(result.path)}` : '';
  return `${titleOf(result)}${field}: ${result.message}`;
}

/** The place of a finding with a cause: `Deployment shop/web, spec.template.spec.containers[0]: container "web"`. */
export function placeOf(result: Result, file?: string): string {
  const field = result.path && result.path.length > 0 ? `, ${formatPath(result.path)}` : '';
  const subject = result.cause?.subject;
  const inFile = file === undefined ? '' : ` in ${file}`;
  return `${titleOf(result)}${inFile}${field}${subject === undefined ? '' : `: ${subject}`}`;
}
