import { celText } from './cel.ts';
import { allows } from './failing.ts';
import type { Refusal } from './refusals.ts';

/** One of a policy's validations (Kubernetes API reference, ValidatingAdmissionPolicy). */
export interface Validation {
  expression: string;
  message: string;
  messageExpression: string;
  reason: 'Forbidden';
}

/** What every message ends with. */
export const ADVICE = '; prepare the manifest with prepare-contrast';

/** Refuses the pods that are judged and have culprits, unless they accept the rule's findings. */
export function validationOf({ rule, culprits, problem }: Refusal): Validation {
  const names = `variables.${culprits.name}`;
  return {
    expression: `!variables.judged || size(${names}) == 0\n|| ${allows(rule)}`,
    message: `${problem}${ADVICE}`,
    messageExpression: `${celText(`${problem}: `)} + ${names}.join(', ') + ${celText(`${ADVICE} [${rule}]`)}`,
    reason: 'Forbidden',
  };
}
