import { isPlainlySound, memoryProblem } from '../kube/memory-amount.ts';
import { podLimit } from '../kube/pod-resources.ts';
import { ceilWhole, floorMebibytes, MEBIBYTE } from '../kube/quantity.ts';
import {
  amountOf,
  holderTitle,
  judgedContainers,
  RESOURCE_FIELDS,
  type ResourceHolder,
  textOf,
} from '../kube/resources.ts';
import type { Container } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

export const memoryUnit = defineRule({
  id: 'memory-unit',
  summary: 'Check that memory limits and requests are written in a unit that makes sense.',
  rationale:
    'The limits are the size of the VM, once and for all. `128m` is a fraction of one byte to Kubernetes, and a value that readers take differently is no basis for a size.',
  remedy:
    'Never guessed. Write a quantity of whole bytes and at least 1Mi, such as 128Mi: `128m` is a fraction of a byte.',
  source: 'Kubernetes, resource quantities; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'error',

  inspect(workload) {
    const problems: Finding[] = [];
    addProblems(workload.pod, problems);
    for (const container of judgedContainers(workload)) addProblems(container, problems);
    if (problems.length > 0) return problems;
    const sum = podLimit(workload, 'memory');
    if (sum === undefined || sum % MEBIBYTE === 0n) return undefined;
    return [
      {
        path: workload.podSpecPath,
        severity: 'info',
        message: `the memory limits of the pod come to ${ceilWhole(sum)} bytes, which is not a whole number of MiB: the VM gets ${floorMebibytes(sum)}Mi for them`,
      },
    ];
  },
});

function addProblems(holder: ResourceHolder | Container, problems: Finding[]): void {
  for (const field of RESOURCE_FIELDS) {
    const amount = amountOf(holder, field, 'memory');
    if (!amount || isPlainlySound(amount)) continue;
    const problem = memoryProblem(amount, field);
    if (problem === undefined) continue;
    problems.push({
      path: amount.path,
      currentValue: textOf(amount),
      message: `the memory ${field === 'limits' ? 'limit' : 'request'} of ${holderTitle(holder)} cannot be used: ${problem}`,
    });
  }
}
