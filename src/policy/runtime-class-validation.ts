import type { Config } from '../config/load-config.ts';
import { celText } from './cel.ts';
import { CONTRAST_CLASS, LOOKALIKE_CLASS, REMOVED_CLASS } from './config-variables.ts';
import { allows, type FindingKind, isFailing } from './enforced.ts';
import { ADVICE, type Validation } from './validation.ts';

const RULE = 'runtime-class';
const NAME_RULE = 'runtime-class-name';

const IS_REMOVED = `variables.className.matches(${celText(REMOVED_CLASS)})`;
/** A misspelled name is replaced like a class that conflicts; the correct name of another platform is not. */
const IS_MISSPELT = `variables.className.lowerAscii().matches(${celText(LOOKALIKE_CLASS)}) && (variables.onConflict != 'replace' || variables.className.matches(${celText(CONTRAST_CLASS)}))`;

/** When a pod is rejected; shown in docs/guard.md. */
export const CLASS_WHERE = 'it has no RuntimeClass of Contrast';

/** Rejects pods that would run outside a confidential VM; undefined if `check` accepts all of them. */
export function classValidation({ settings }: Config, strict: boolean): Validation[] {
  const passes = (finding: FindingKind) =>
    isFailing(settings, strict, finding) ? allows(finding.rule) : 'true';
  const none = passes({ rule: RULE, fixed: true });
  const foreign = {
    error: passes({ rule: RULE, fixed: false, severity: 'error' }),
    keep: passes({ rule: RULE, fixed: false, severity: 'warning' }),
    replace: none,
  };
  const misspelled = passes({ rule: NAME_RULE, fixed: false });
  const removed = passes({ rule: NAME_RULE, fixed: true });
  const all = [none, ...Object.values(foreign), misspelled, removed];
  if (all.every((expression) => expression === 'true')) return [];
  const problem = 'the pod would run outside a confidential VM';
  return [
    {
      expression: `variables.exempt || variables.confidential || (variables.className == '' ? ${none}
: ${IS_REMOVED} ? ${removed}
: ${IS_MISSPELT} ? ${misspelled}
: variables.onConflict == 'keep' ? ${foreign.keep}
: variables.onConflict == 'replace' ? ${foreign.replace}
: ${foreign.error})`,
      message: `${problem}${ADVICE}`,
      messageExpression: `(variables.className == '' ? 'no runtimeClassName' : 'runtimeClassName ' + variables.className) + ${celText(`: ${problem}${ADVICE} [`)} + (${IS_REMOVED} || (variables.className != '' && ${IS_MISSPELT}) ? '${NAME_RULE}]' : '${RULE}]')`,
      reason: 'Forbidden',
    },
  ];
}
