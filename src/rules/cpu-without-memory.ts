import { declaresLimit } from '../kube/pod-resources.ts';
import { defineRule } from '../rule.ts';

export const cpuWithoutMemory = defineRule({
  id: 'cpu-without-memory',
  summary: 'Point out pods with a CPU limit and no memory limit at all.',
  rationale:
    'Newer Kata runtimes drop their default memory as soon as any limit is given: the VM then has next to no memory for its containers.',
  remedy: 'Give the containers memory limits too.',
  source: 'Kata Containers, sizing of the sandbox in runtime-rs',
  severity: 'warning',
  wokenBy: { keys: ['cpu'] },

  inspect(workload) {
    if (!declaresLimit(workload, 'cpu') || declaresLimit(workload, 'memory')) return undefined;
    return [
      {
        path: workload.podSpecPath,
        message:
          'the pod has a CPU limit but no memory limit, so with newer Kata runtimes its VM has no memory for the containers: set memory limits',
      },
    ];
  },
});
