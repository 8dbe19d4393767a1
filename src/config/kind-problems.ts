import { workloadKindNames } from '../kubernetes/kinds/lookup.ts';
import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import type { Path } from '../yaml/access.ts';
import { invalid } from './config-error.ts';

/** Finds kinds in matchers that never match because of their case: Kubernetes kinds start with a capital letter. */
export function kindProblems(workloads: JsonObject, placeOf: (path: Path) => string): Problem[] {
  const problems: Problem[] = [];
  for (const [list, field] of [
    ['include', undefined],
    ['exclude', undefined],
    ['overrides', 'match'],
  ] as const) {
    for (const [index, entry] of listIn(workloads[list]).entries()) {
      const matcher = isObject(entry) && field !== undefined ? entry[field] : entry;
      const kinds = isObject(matcher) ? [matcher.kind ?? []].flat() : [];
      for (const kind of kinds) {
        const meant = workloadKindNames().find((one) => one.toLowerCase() === String(kind).toLowerCase());
        if (meant === undefined || meant === kind) continue;
        const path = ['spec', 'workloads', list, index, ...(field === undefined ? [] : [field]), 'kind'];
        problems.push(invalid(placeOf(path), kind, meant));
      }
    }
  }
  return problems;
}

function listIn(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
