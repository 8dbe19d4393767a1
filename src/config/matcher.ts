import type { MatcherSpec } from '../generated/config-types.ts';
import {
  ANNOTATIONS,
  LABELS,
  meets,
  parseSelector,
  type Requirement,
  type ValueGrammar,
} from '../kubernetes/selector.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import { Wildcard } from '../util/wildcard.ts';

const NAMED = ['kind', 'apiVersion', 'name', 'namespace'] as const;
type Pattern = string | Wildcard;

/** A compiled matcher of the configuration. Plain data, so that two can be compared. */
export interface Matcher {
  /** The patterns of each given field, of which one must match. */
  fields: [(typeof NAMED)[number], Pattern[]][];
  labels: Requirement[];
  annotations: Requirement[];
}

/** Compiles a valid matcher. */
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
  return pattern.includes('*') ? new Wildcard(pattern) : pattern;
}

/** True if the workload matches all fields of the matcher. */
export function matches(matcher: Matcher, identity: WorkloadIdentity): boolean {
  return meetsFields(matcher.fields, identity) && meetsSelectors(matcher, identity);
}

/** True if the matcher has a namespace, the workload has none, and all other fields match. */
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
