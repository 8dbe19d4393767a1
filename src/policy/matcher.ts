import type { Matcher } from '../config/matcher.ts';
import type { Requirement } from '../config/selector.ts';
import { allOf, anyOf, celText, celTexts } from './cel.ts';

/** What a matcher's fields are called in the policy. */
const FIELDS = {
  kind: 'variables.workloadKind',
  apiVersion: 'variables.workloadApiVersion',
  name: 'variables.workloadName',
  namespace: 'request.namespace',
} as const;

/**
 * A matcher of the configuration as an expression about a pod. The pod tells of the object that makes it by its owner
 * reference (see `workloadVariables`), and only the pod's own labels and annotations count.
 */
export function matcherExpression({ fields, labels, annotations }: Matcher): string {
  return allOf([
    ...fields.map(([field, patterns]) => fieldExpression(FIELDS[field], patterns)),
    ...labels.map((requirement) => requirementExpression('variables.labels', requirement)),
    ...annotations.map((requirement) => requirementExpression('variables.annotations', requirement)),
  ]);
}

function fieldExpression(value: string, patterns: readonly (string | RegExp)[]): string {
  const names = patterns.filter((pattern) => typeof pattern === 'string');
  const wildcards = patterns.filter((pattern) => typeof pattern !== 'string');
  return anyOf([
    ...(names.length > 0 ? [`${value} in ${celTexts(names)}`] : []),
    ...wildcards.map(({ source }) => `${value}.matches(${celText(source)})`),
  ]);
}

/** As `meets` in src/config/selector.ts: `notin` holds where the key is absent. */
function requirementExpression(map: string, requirement: Requirement): string {
  const key = celText(requirement.key);
  const value = `${map}[${key}]`;
  switch (requirement.operator) {
    case 'exists':
      return `${key} in ${map}`;
    case 'absent':
      return `!(${key} in ${map})`;
    case 'in':
      return `(${key} in ${map} && ${value} in ${celTexts(requirement.values)})`;
    case 'notin':
      return `(!(${key} in ${map}) || !(${value} in ${celTexts(requirement.values)}))`;
    default: {
      const operator = requirement.operator === 'gt' ? '>' : '<';
      // A number that int() cannot take would make the whole expression fail.
      return `(${key} in ${map} && ${value}.matches('^[-+]?[0-9]{1,18}$') && int(${value}) ${operator} ${requirement.bound})`;
    }
  }
}
