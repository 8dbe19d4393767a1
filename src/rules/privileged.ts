import { judgedContainers } from '../kube/resources.ts';
import { defineRule } from '../rule.ts';
import { shortList } from '../short-list.ts';
import { itemsAt, trueAt } from '../yaml/read.ts';

export const privileged = defineRule({
  id: 'privileged',
  summary: 'Name containers with privileges, which end at the VM.',
  rationale:
    'Privileges hold for the guest system only: the container gets no access to the host, but all of it to the VM and the other containers in it.',
  remedy: 'Nothing to do where that is meant. A program that has to work on the host cannot run in a VM.',
  source: 'Kata Containers documentation, Privileged containers',
  severity: 'info',
  wokenBy: { keys: ['privileged', 'capabilities'] },

  *inspect(workload) {
    for (const container of judgedContainers(workload)) {
      const path = [...container.path, 'securityContext'];
      if (trueAt(container.node, 'securityContext', 'privileged')) {
        yield {
          path: [...path, 'privileged'],
          message: `${container.title} is privileged: within the VM, not on the host`,
        };
      }
      const added = itemsAt(container.node, 'securityContext', 'capabilities', 'add').flatMap((item) =>
        item.kind === 'scalar' ? [item.value] : [],
      );
      if (added.length === 0) continue;
      yield {
        path: [...path, 'capabilities', 'add'],
        message: `${container.title} has additional capabilities (${shortList(added)}): within the VM, not on the host`,
      };
    }
  },
});
