import { userContainers } from '../kubernetes/resources.ts';
import { at } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

const HOOKS = ['postStart', 'preStop'];
const UNSUPPORTED = ['httpGet', 'tcpSocket', 'sleep'];

export const lifecycleHook = defineRule({
  id: 'lifecycle-hook',
  summary: 'Find lifecycle hooks other than exec.',
  rationale:
    'genpolicy supports only hooks with `exec` and aborts on others. The kubelet would run them on the host, outside of the VM.',
  remedy: 'Use `exec` with a command of the image, such as `["sleep", "5"]`, or remove the hook.',
  source: 'Kata Containers source, genpolicy',
  severity: 'error',
  triggers: { keys: HOOKS },

  *inspect(workload) {
    for (const container of userContainers(workload)) {
      for (const hook of HOOKS) {
        for (const kind of UNSUPPORTED) {
          if (!at(container.node, 'lifecycle', hook, kind)) continue;
          yield {
            path: [...container.path, 'lifecycle', hook, kind],
            message: `the ${hook} hook of ${container.title} is ${kind}, on which contrast generate aborts: use exec`,
          };
        }
      }
    }
  },
});
