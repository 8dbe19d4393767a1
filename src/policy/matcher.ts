import type { Matcher } from '../config/matcher.ts';
import type { Requirement } from '../kubernetes/selector.ts';
import type { Wildcard } from '../util/wildcard.ts';
import { allOf, anyOf, celText, celTexts } from './cel.ts';
import type { Subject } from './subject.ts';

/** Names of a matcher's fields in the policy. */
const FIELDS = {
  kind: 'variables.workloadKind',
  apiVersion: 'variables.workloadApiVersion',
  name: 'variables.workloadName',
  namespace: 'request.namespace',
} as const;

/**
 * Converts a matcher of the configuration to an expression about a pod or an object that creates pods. The owner reference identifies
 * a pod's workload (see `WORKLOAD`). Only labels and annotations of the pod itself are used.
 */
export function matcherExpression({ fields, labels, annotations }: Matcher, subject: Subject): string {
  return allOf([
    ...fields.map(([field, patterns]) => fieldExpression(FIELDS[field], patterns)),
    ...labels.map((requirement) => requirementExpression(subject.labels, requirement)),
    ...annotations.map((requirement) => requirementExpression(subject.annotations, requirement)),
  ]);
}

function fieldExpression(value: string, patterns: readonly (string | Wildcard)[]): string {
  const names = patterns.filter((pattern) => typeof pattern === 'string');
  const wildcards = patterns.filter((pattern) => typeof pattern !== 'string');
  return anyOf([
    ...(names.length > 0 ? [`${value} in ${celTexts(names)}`] : []),
    ...wildcards.map(({ source }) => `${value}.matches(${celText(source)})`),
  ]);
}

/** As `meets` in src/kubernetes/selector.ts: `notin` holds where the key is absent. The first of the maps that has the key counts. */
function requirementExpression(maps: readonly string[], requirement: Requirement): string {
  const key = celText(requirement.key);
  const isThere = anyOf(maps.map((map) => `${key} in ${map}`));
  const value = maps.reduceRight(
    (below, map) => (below === '' ? `${map}[${key}]` : `(${key} in ${map} ? ${map}[${key}] : ${below})`),
    '',
  );
  switch (requirement.operator) {
    case 'exists':
      return isThere;
    case 'absent':
      return `!(${isThere})`;
    case 'in':
      return `(${isThere} && ${value} in ${celTexts(requirement.values)})`;
    case 'notin':
      return `(!(${isThere}) || !(${value} in ${celTexts(requirement.values)}))`;
    default: {
      const operator = requirement.operator === 'gt' ? '>' : '<';
      // A number that int() cannot parse would make the complete expression fail.
      return `(${isThere} && ${value}.matches('^[-+]?[0-9]{1,18}$') && int(${value}) ${operator} ${requirement.bound})`;
    }
  }
}
