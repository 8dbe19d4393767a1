import { isObject, type Json, type JsonObject } from '../json.ts';
import { builtInKinds } from '../kube/workload-kinds.ts';
import type { Path } from '../yaml/read.ts';
import { invalid } from './config-error.ts';

/** Kinds in matchers that no workload has since they are written in another case: Kubernetes' kinds begin with a capital. */
export function kindProblems(workloads: JsonObject, placeOf: (path: Path) => string): string[] {
  const problems: string[] = [];
  for (const [list, field] of [
    ['include', undefined],
    ['exclude', undefined],
    ['overrides', 'match'],
  ] as const) {
    for (const [index, entry] of listIn(workloads[list]).entries()) {
      const matcher = isObject(entry) && field !== undefined ? entry[field] : entry;
      const kinds = isObject(matcher) ? [matcher.kind ?? []].flat() : [];
      for (const kind of kinds) {
        const meant = builtInKinds.find((one) => one.toLowerCase() === String(kind).toLowerCase());
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
