import { defineRule } from '../rule.ts';
import { trueAt } from '../yaml/read.ts';

/** Fields of the pod, and what they would share with the host. */
const NAMESPACES = { hostNetwork: 'network', hostPID: 'processes', hostIPC: 'shared memory' };

export const hostNamespaces = defineRule({
  id: 'host-namespaces',
  summary: "Find pods that ask for the host's network, processes or shared memory.",
  rationale:
    'A confidential VM shares none of them with its host, so the pod does not work as meant; genpolicy does not even know `hostPID` and `hostIPC`.',
  remedy:
    'Remove the field, or leave the workload out by `workloads.exclude` where it has to work on its node.',
  source: 'Kata Containers documentation, Limitations; Kata Containers source, genpolicy',
  severity: 'error',
  wokenBy: { keys: Object.keys(NAMESPACES) },

  *inspect({ podSpec, podSpecPath }) {
    for (const [field, what] of Object.entries(NAMESPACES)) {
      if (!trueAt(podSpec, field)) continue;
      yield {
        path: [...podSpecPath, field],
        currentValue: true,
        message: `${field} asks for the ${what} of the host, which a VM does not share: remove it or exclude the workload`,
      };
    }
  },
});
