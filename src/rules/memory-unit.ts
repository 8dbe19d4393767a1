import { memoryProblem } from '../kubernetes/memory-quantity.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { ceilWhole, floorMebibytes, MEBIBYTE, mebibytes } from '../kubernetes/quantity.ts';
import type { Amount, ResourceHolder } from '../kubernetes/resource-holder.ts';
import { amountOf, holderTitle, RESOURCE_FIELDS, textOf, userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { defineRule, type Finding } from './rule.ts';

export const memoryUnit = defineRule({
  id: 'memory-unit',
  summary: 'Check that memory limits and requests are valid and have a plausible unit.',
  rationale:
    'The limits set the fixed size of the VM. Kubernetes reads `128m` as a fraction of one byte, and a value that YAML parsers read differently gives different sizes.',
  remedy: 'Not fixed automatically. Write a quantity of whole bytes and at least 1Mi, such as 128Mi.',
  source: 'Kubernetes, resource quantities; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload) {
    const problems: Finding[] = [];
    addProblems(workload.pod, problems);
    for (const container of userContainers(workload)) addProblems(container, problems);
    if (problems.length > 0) return problems;
    const sum = podLimit(workload, 'memory');
    if (sum === undefined || sum % MEBIBYTE === 0n) return undefined;
    return [
      {
        path: workload.podSpecPath,
        severity: 'info',
        message: `the memory limits of the pod are ${ceilWhole(sum)} bytes in total, which is not a whole number of MiB: the VM gets ${floorMebibytes(sum)}Mi for them`,
      },
    ];
  },
});

/** Container runtimes refuse or kill a container below this: starting a process takes as much (Docker documentation, resource constraints). */
const MIN_MIB = 6;

function isTiny({ quantity }: Amount): boolean {
  return quantity !== undefined && quantity.nano > 0n && quantity.nano < mebibytes(MIN_MIB);
}

function tooSmallForAny(container: Container, amount: Amount): Finding {
  return {
    path: amount.path,
    severity: 'warning',
    currentValue: textOf(amount),
    message: `the memory limit ${textOf(amount)} of ${container.title} is too small for any process: give it at least ${MIN_MIB}Mi`,
  };
}

function addProblems(holder: ResourceHolder | Container, problems: Finding[]): void {
  for (const field of RESOURCE_FIELDS) {
    const amount = amountOf(holder, field, 'memory');
    if (!amount) continue;
    const problem = memoryProblem(amount, field);
    if (problem === undefined) {
      if (field === 'limits' && 'role' in holder && isTiny(amount))
        problems.push(tooSmallForAny(holder, amount));
      continue;
    }
    problems.push({
      path: amount.path,
      currentValue: textOf(amount),
      message: `the memory ${field === 'limits' ? 'limit' : 'request'} of ${holderTitle(holder)} is invalid: ${problem}`,
    });
  }
}
