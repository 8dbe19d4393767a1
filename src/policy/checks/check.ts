import type { Config } from '../../config/load-config.ts';
import type { Variable } from '../cel.ts';
import type { FindingKind } from '../enforced.ts';

/** One reason to reject a pod: the part of a rule that the pod alone shows. */
export interface Refusal {
  rule: string;
  /** Expression for the list of violating names; empty if there are none. */
  culprits: Variable;
  /** Message before the names. */
  problem: string;
}

/** What a check has to know of the configuration. */
export interface Context {
  config: Config;
  strict: boolean;
  /** Whether `check`, or with `strict` `check --strict`, fails on a finding of the rule. */
  fails(finding: Omit<FindingKind, 'rule'>): boolean;
}

/** A rule that the guard enforces. */
export interface GuardCheck {
  rule: string;
  /** When a pod is rejected; shown in docs/guard.md. */
  where: string;
  /** The problem and culprits that hold under a configuration; undefined where `check` lets all of it through. */
  refusal(context: Context): Omit<Refusal, 'rule'> | undefined;
}

/** CEL: whether container c has a limit or request for a resource. */
export function has(field: 'limits' | 'requests', resource: 'memory' | 'cpu'): string {
  return `has(c.resources) && has(c.resources.${field}) && '${resource}' in c.resources.${field}`;
}
