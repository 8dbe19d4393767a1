import type { MatcherSpec } from '../generated/config-types.ts';
import type { WorkloadIdentity } from '../kube/identity.ts';
import {
  ANNOTATIONS,
  LABELS,
  meets,
  parseSelector,
  type Requirement,
  type ValueGrammar,
} from './selector.ts';

const NAMED = ['kind', 'apiVersion', 'name', 'namespace'] as const;
type Pattern = string | RegExp;

/** A matcher of the configuration, ready to use. It is plain data, so that two can be compared. */
export interface Matcher {
  /** Each field that is given with its patterns, of which one must match. */
  fields: [(typeof NAMED)[number], Pattern[]][];
  labels: Requirement[];
  annotations: Requirement[];
}

/** Compiles a matcher that the schema has accepted. */
export function compileMatcher(spec: MatcherSpec): Matcher {
  const fields: Matcher['fields'] = [];
  for (const field of NAMED) {
    const patterns = spec[field];
    if (patterns !== undefined) fields.push([field, [patterns].flat().map(compilePattern)]);
  }
  return {
    fields,
    labels: compileSelector(spec.labelSelector, LABELS),
    annotations: compileSelector(spec.annotationSelector, ANNOTATIONS),
  };
}

function compileSelector(text: string | undefined, grammar: ValueGrammar): Requirement[] {
  if (text === undefined) return [];
  const parsed = parseSelector(text, grammar);
  if ('error' in parsed) throw new Error(`selector ${text}: ${parsed.error}`);
  return parsed;
}

function compilePattern(pattern: string): Pattern {
  return pattern.includes('*') ? wildcard(pattern) : pattern;
}

/** A pattern in which `*` stands for any text, as a regular expression over the whole of a name. */
export function wildcard(pattern: string): RegExp {
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** True where the workload meets everything that the matcher names. */
export function matches(matcher: Matcher, identity: WorkloadIdentity): boolean {
  return meetsFields(matcher.fields, identity) && meetsSelectors(matcher, identity);
}

/** True where the workload names no namespace and meets all but the namespace that the matcher names: it may be meant. */
export function matchesButForNamespace(matcher: Matcher, identity: WorkloadIdentity): boolean {
  if (identity.namespace !== '') return false;
  const others = matcher.fields.filter(([field]) => field !== 'namespace');
  return (
    others.length < matcher.fields.length &&
    meetsFields(others, identity) &&
    meetsSelectors(matcher, identity) &&
    !matches(matcher, identity)
  );
}

function meetsFields(fields: Matcher['fields'], identity: WorkloadIdentity): boolean {
  for (const [field, patterns] of fields) {
    const value = identity[field];
    if (
      !patterns.some((pattern) => (typeof pattern === 'string' ? pattern === value : pattern.test(value)))
    ) {
      return false;
    }
  }
  return true;
}

function meetsSelectors({ labels, annotations }: Matcher, identity: WorkloadIdentity): boolean {
  return meets(labels, identity.labels) && meets(annotations, identity.annotations);
}
