import { celText } from './cel.ts';
import type { Refusal } from './checks/check.ts';
import { allows } from './enforced.ts';

/** One of a policy's validations (Kubernetes API reference, ValidatingAdmissionPolicy). */
export interface Validation {
  expression: string;
  message: string;
  messageExpression: string;
  reason: 'Forbidden';
}

/** Advice at the end of every message. */
export const ADVICE = '; prepare the manifest with prepare-contrast';

/** Rejects checked pods with violations, unless they accept the rule's findings. */
export function validationOf({ rule, culprits, problem }: Refusal): Validation {
  const names = `variables.${culprits.name}`;
  return {
    expression: `!variables.judged || size(${names}) == 0\n|| ${allows(rule)}`,
    message: `${problem}${ADVICE}`,
    messageExpression: `${celText(`${problem}: `)} + ${names}.join(', ') + ${celText(`${ADVICE} [${rule}]`)}`,
    reason: 'Forbidden',
  };
}
