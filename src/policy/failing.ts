import type { Settings } from '../config/settings.ts';
import type { Severity } from '../rule.ts';
import { rules } from '../rules/index.ts';
import { celText } from './cel.ts';

/** What a finding is like on which `check` may fail. */
export interface FindingKind {
  rule: string;
  /** True where the rule mends it, so that an unmended pod was not prepared. */
  fixed: boolean;
  /** The finding's own severity; the rule's where it has none. */
  severity?: Severity;
}

/** Whether `check` fails on a finding under these settings, or with `strict` `check --strict`. */
export function isFailing(
  { rules: configured }: Settings,
  strict: boolean,
  { rule, fixed, severity: own }: FindingKind,
): boolean {
  const { severity, fix } = configured[rule] ?? {};
  if (severity === 'off') return false;
  if (fixed && fix !== false) return true;
  const stands = severity ?? own ?? rules.find(({ id }) => id === rule)?.severity;
  return stands === 'error' || (strict && stands === 'warning');
}

/** Whether the pod's annotation accepts the findings of a rule, with a reason; see `readAllowed`. */
export function allows(rule: string): string {
  return `variables.allowed.matches(${celText(`(^|[;\\n])\\s*${rule}\\s*:\\s*[^\\s;]`)})`;
}
