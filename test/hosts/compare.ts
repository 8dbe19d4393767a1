import { loadAll } from 'js-yaml';

/** A KRM result as hosts and users see it. */
export interface Result {
  message: string;
  severity?: string;
  resourceRef?: { apiVersion?: string; kind?: string; namespace?: string; name?: string };
  field?: { path?: string; currentValue?: unknown; proposedValue?: unknown };
  tags?: Record<string, string>;
}

type Leaves = Map<string, unknown>;

/** The objects of a stream of YAML documents, by a reader that shares nothing with the program. */
export function objects(stream: string): Record<string, unknown>[] {
  return loadAll(stream).filter(
    (object): object is Record<string, unknown> => object !== null && object !== undefined,
  );
}

/**
 * Every way in which two sets of objects differ other than by what the results report, each as one line: values added,
 * missing or changed without a report, and reported values that are not there.
 */
export function unreported(before: object[], after: object[], results: Result[]): string[] {
  const left = byIdentity(before);
  const right = byIdentity(after);
  const lines: string[] = [];
  for (const identity of new Set([...left.keys(), ...right.keys()])) {
    const [was, is] = [left.get(identity), right.get(identity)];
    if (was === undefined || is === undefined)
      lines.push(`${identity}: ${was ? 'is missing' : 'was not there'}`);
    else lines.push(...differences(was, is, reportsFor(results, was)).map((line) => `${identity}: ${line}`));
  }
  return lines;
}

/** Objects by kind, namespace, name and the how-manieth of that name it is: hosts may sort, and names may repeat. */
function byIdentity(list: object[]): Map<string, object> {
  const found = new Map<string, object>();
  for (const object of list) {
    const { kind, namespace, name } = reference(object);
    let identity = `${kind} ${namespace ?? ''}/${name}`;
    while (found.has(identity)) identity += ' again';
    found.set(identity, object);
  }
  return found;
}

function reference(object: object): { kind?: string; namespace?: string; name?: string } {
  const { kind, metadata } = object as { kind?: string; metadata?: { namespace?: string; name?: string } };
  return { ...metadata, ...(kind === undefined ? {} : { kind }) };
}

/** Reported values by path; of several changes of one field the last counts. */
function reportsFor(results: Result[], object: object): Map<string, unknown> {
  const wanted = reference(object);
  const reports = new Map<string, unknown>();
  for (const { resourceRef: ref, field, tags } of results) {
    if (tags?.changed !== 'true') continue;
    const same =
      ref?.kind === wanted.kind &&
      ref?.name === wanted.name &&
      (ref?.namespace ?? '') === (wanted.namespace ?? '');
    if (same && field?.path !== undefined) reports.set(field.path, field.proposedValue);
  }
  return reports;
}

function differences(before: object, after: object, reports: Map<string, unknown>): string[] {
  const was = leaves(before);
  const is = leaves(after);
  const lines: string[] = [];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [old, now] = [was.get(path), is.get(path)];
    if (String(old) === String(now)) continue;
    const emptied =
      (now === undefined ? old : now) === EMPTY &&
      [...reports.keys()].some((report) => report.startsWith(path));
    if (emptied || (reports.has(path) && String(reports.get(path)) === String(now))) continue;
    lines.push(`${path}: ${String(old)} became ${String(now)}`);
  }
  for (const [path, value] of reports) {
    if (value === undefined || String(is.get(path)) === String(value)) continue;
    lines.push(`${path}: reported as ${String(value)}, is ${String(is.get(path))}`);
  }
  return lines;
}

/** Stands for a collection without entries, which a change inside of it makes or unmakes. */
const EMPTY = Symbol('empty');

function leaves(value: unknown, path = '', found: Leaves = new Map()): Leaves {
  if (typeof value !== 'object' || value === null) return found.set(path, value);
  const inside = Object.entries(value);
  if (inside.length === 0) return found.set(path, EMPTY);
  for (const [key, child] of inside) {
    leaves(child, path + step(key, Array.isArray(value), path === ''), found);
  }
  return found;
}

/** One step of a field path as results write it: `spec`, `.containers`, `[0]`, `["example.com/key"]`. */
function step(key: string, index: boolean, first: boolean): string {
  if (index) return `[${key}]`;
  if (!/^[\w-]+$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}
