import { booleanAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

/** Fields of the pod, and what they share with the host. */
const NAMESPACES = { hostNetwork: 'network', hostPID: 'processes', hostIPC: 'shared memory' };

export const hostNamespaces = defineRule({
  id: 'host-namespaces',
  summary: 'Find pods that use the network, processes or shared memory of the host.',
  rationale:
    'A confidential VM does not share them with its host, so the pod does not work as intended; genpolicy does not support `hostPID` and `hostIPC`.',
  remedy: 'Remove the field, or exclude the workload with `workloads.exclude` if it needs its node.',
  source: 'Kata Containers documentation, Limitations; Kata Containers source, genpolicy',
  severity: 'error',
  triggers: { keys: Object.keys(NAMESPACES) },

  *inspect({ podSpec, podSpecPath }) {
    for (const [field, what] of Object.entries(NAMESPACES)) {
      if (booleanAt(podSpec, field) !== true) continue;
      yield {
        path: [...podSpecPath, field],
        currentValue: true,
        message: `${field} requires the ${what} of the host, which a VM does not share: remove it or exclude the workload`,
      };
    }
  },
});
