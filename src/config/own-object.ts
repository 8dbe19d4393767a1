import { groupOf } from '../kubernetes/kinds/kind.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import type { Problem } from '../util/errors.ts';
import { isObject, type Json } from '../util/json.ts';
import { formatPath, type Path } from '../yaml/access.ts';
import { API_VERSION, GROUP } from './document.ts';
import { schemaProblems } from './schema-problems.ts';

/** A kind of object that this program writes and reads, next to its configuration. */
export interface OwnKind {
  kind: string;
  validate: NonNullable<NonNullable<Parameters<typeof schemaProblems>[2]>['validator']>;
  /** Code of the problems of invalid objects. */
  code: ErrorCode;
}

/** An object, and its name in problems. */
export interface OwnObject {
  source: string;
  document: Json;
}

/** True for an object of the kind, of any version. */
export function isOfKind({ kind }: OwnKind, object: { apiVersion: string; kind: string }): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === GROUP;
}

/** Returns the `spec` of a valid object. `further` finds what the schema cannot express. */
export function readSpec<Spec>(
  { kind, validate, code }: OwnKind,
  { source, document }: OwnObject,
  further: (spec: Spec, placeOf: (path: Path) => string) => string[] = () => [],
): { spec: Spec } | { problems: Problem[] } {
  const invalid = (...messages: string[]) => ({ problems: messages.map((message) => ({ code, message })) });
  if (!isObject(document))
    return invalid(`${source}: must be an object of kind ${kind} and apiVersion ${API_VERSION}`);
  if (document.apiVersion !== API_VERSION || document.kind !== kind) {
    const found = `${document.apiVersion ?? 'no apiVersion'} ${document.kind ?? 'no kind'}`;
    return invalid(`${source}: found ${found}; allowed: ${API_VERSION} ${kind}`);
  }
  const placeOf = (path: Path) => `${source}: ${formatPath(path)}`;
  const problems = schemaProblems(document, placeOf, { validator: validate }).map(({ message }) => message);
  const spec = document.spec as unknown as Spec;
  if (problems.length === 0) problems.push(...further(spec, placeOf));
  return problems.length > 0 ? invalid(...problems) : { spec };
}

/**
 * Reads the file that a setting such as `images.sizesFrom` names. A relative path is relative to the configuration file, or to the working
 * directory if it comes from a flag or the environment.
 */
export type ReadObjectFile = (file: string, givenBy: 'document' | 'flag') => OwnObject;

/** Where objects of a kind come from. */
export interface OwnSources {
  /** Absent if files must not be opened. */
  readFile: ReadObjectFile | undefined;
  givenBy: 'document' | 'flag';
  /** The objects among the manifests. */
  items: readonly OwnObject[];
}

/** Reads the file that a setting names, if any, and the objects of the input. `noFiles` is the problem if files must not be opened. */
export function readSources<Content>(
  file: Json | undefined,
  { readFile, givenBy, items }: OwnSources,
  noFiles: Problem,
  read: (object: OwnObject) => { content: Content } | { problems: Problem[] },
): { contents: Content[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const objects = [...items];
  if (typeof file === 'string' && /\S/.test(file)) {
    if (readFile) objects.unshift(readFile(file, givenBy));
    else problems.push(noFiles);
  }
  const contents = objects.flatMap((object) => {
    const answer = read(object);
    if ('content' in answer) return [answer.content];
    problems.push(...answer.problems);
    return [];
  });
  return { contents, problems };
}
