import { declaresLimit } from '../kubernetes/pod-resources.ts';
import { defineRule } from './rule.ts';

export const cpuWithoutMemory = defineRule({
  id: 'cpu-without-memory',
  summary: 'Find pods with a CPU limit but without any memory limit.',
  rationale:
    'Newer Kata runtimes ignore their default memory if any limit is set: the VM then has almost no memory for its containers.',
  remedy: 'Set memory limits on the containers too.',
  source: 'Kata Containers, sizing of the sandbox in runtime-rs',
  severity: 'warning',
  triggers: { keys: ['cpu'] },

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
