import type { Config } from '../config/load-config.ts';
import { celText } from './cel.ts';
import { CONTRAST_CLASS, LOOKALIKE_CLASS, REMOVED_CLASS } from './configured.ts';
import { allows, type FindingKind, isFailing } from './failing.ts';
import { ADVICE, type Validation } from './validation.ts';

const RULE = 'runtime-class';

/** Refuses pods that would run outside of a confidential VM; nothing where `check` lets all of them through. */
export function classValidation({ settings }: Config, strict: boolean): Validation[] {
  const passes = (finding: FindingKind) =>
    isFailing(settings, strict, finding) ? allows(finding.rule) : 'true';
  const none = passes({ rule: RULE, fixed: true });
  const foreign = {
    error: passes({ rule: RULE, fixed: false, severity: 'error' }),
    keep: passes({ rule: RULE, fixed: false, severity: 'warning' }),
    replace: none,
  };
  const misspelt = passes({ rule: 'runtime-class-name', fixed: false });
  const removed = passes({ rule: 'runtime-class-name', fixed: true });
  const all = [none, ...Object.values(foreign), misspelt, removed];
  if (all.every((expression) => expression === 'true')) return [];
  // A misspelt name is replaced where foreign ones are; a right one of another platform is not.
  const isLeftToItsName = `(variables.onForeign != 'replace' || variables.className.matches(${celText(CONTRAST_CLASS)}))`;
  const problem = 'the pod would run outside of a confidential VM';
  return [
    {
      expression: `variables.exempt || variables.confidential || (variables.className == '' ? ${none}
: variables.className.matches(${celText(REMOVED_CLASS)}) ? ${removed}
: variables.className.lowerAscii().matches(${celText(LOOKALIKE_CLASS)}) && ${isLeftToItsName} ? ${misspelt}
: variables.onForeign == 'keep' ? ${foreign.keep}
: variables.onForeign == 'replace' ? ${foreign.replace}
: ${foreign.error})`,
      message: `${problem}${ADVICE}`,
      messageExpression: `(variables.className == '' ? 'no runtimeClassName' : 'runtimeClassName ' + variables.className) + ${celText(`: ${problem}${ADVICE} [${RULE}]`)}`,
      reason: 'Forbidden',
    },
  ];
}
