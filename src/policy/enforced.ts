import type { Settings } from '../contrast/settings.ts';
import { rules } from '../rules/index.ts';
import type { Severity } from '../util/severity.ts';
import { celText } from './cel.ts';

/** A kind of finding on which `check` can fail. */
export interface FindingKind {
  rule: string;
  /** True if the rule fixes it: a pod with such a finding was not prepared. */
  fixed: boolean;
  /** Severity of the finding. Default: that of the rule. */
  severity?: Severity;
}

/** True if `check` fails on a finding under these settings; with `strict`, if `check --strict` does. */
export function isFailing(
  { rules: configured }: Settings,
  strict: boolean,
  { rule, fixed, severity: own }: FindingKind,
): boolean {
  const { severity, fix } = configured[rule] ?? {};
  if (severity === 'off') return false;
  if (fixed && fix !== false) return true;
  const effective = severity ?? own ?? rules.find(({ id }) => id === rule)?.severity;
  return effective === 'error' || (strict && effective === 'warning');
}

/** True if the pod's annotation or the configuration accepts the findings of a rule, with a reason; see `allowedFor`. */
export function allows(rule: string): string {
  return `variables.allowed.matches(${celText(`(^|[;\\n])\\s*${rule}\\s*:\\s*[^\\s;]`)})`;
}
