import { userContainers } from '../kubernetes/resources.ts';
import { joinWords } from '../util/join-words.ts';
import { booleanAt, itemsAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

export const privileged = defineRule({
  id: 'privileged',
  summary: 'Report privileged containers, whose privileges are limited to the VM.',
  rationale:
    'Privileges apply to the guest system only: the container cannot access the host, but has full access to the VM and the other containers in it.',
  remedy: 'If this is intended, nothing. A program that needs the host cannot run in a VM.',
  source: 'Kata Containers documentation, Privileged containers',
  severity: 'info',
  triggers: { keys: ['privileged', 'capabilities'] },

  *inspect(workload) {
    for (const container of userContainers(workload)) {
      const path = [...container.path, 'securityContext'];
      if (booleanAt(container.node, 'securityContext', 'privileged') === true) {
        yield {
          path: [...path, 'privileged'],
          message: `${container.title} is privileged, which applies within the VM, not on the host`,
        };
      }
      const added = itemsAt(container.node, 'securityContext', 'capabilities', 'add').flatMap((item) =>
        item.kind === 'scalar' ? [item.value] : [],
      );
      if (added.length === 0) continue;
      yield {
        path: [...path, 'capabilities', 'add'],
        message: `${container.title} has additional capabilities (${joinWords(added)}), which apply within the VM, not on the host`,
      };
    }
  },
});
