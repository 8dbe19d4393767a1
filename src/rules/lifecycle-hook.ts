import { judgedContainers } from '../kube/resources.ts';
import { defineRule } from '../rule.ts';
import { at } from '../yaml/read.ts';

const HOOKS = ['postStart', 'preStop'];
const UNSUPPORTED = ['httpGet', 'tcpSocket', 'sleep'];

export const lifecycleHook = defineRule({
  id: 'lifecycle-hook',
  summary: 'Find lifecycle hooks that run no command.',
  rationale:
    'genpolicy knows hooks with `exec` only and aborts on others. The kubelet would carry them out from the host, outside of the VM.',
  remedy: 'Use `exec` with a command of the image, such as `["sleep", "5"]`, or do without the hook.',
  source: 'Kata Containers source, genpolicy',
  severity: 'error',
  wokenBy: { keys: HOOKS },

  *inspect(workload) {
    for (const container of judgedContainers(workload)) {
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
