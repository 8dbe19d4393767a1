import { userContainers } from '../kubernetes/resources.ts';
import { textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

/** Kubernetes API reference, Container: the default of `terminationMessagePath`. */
const DEFAULT_PATH = '/dev/termination-log';

export const terminationMessage = defineRule({
  id: 'termination-message',
  summary: 'Point out termination messages, which Kata does not pass on.',
  rationale:
    'The message file and the end of the log stay in the guest: the status of the pod shows no reason for the end of the container.',
  remedy: 'Write the reason to the log, or remove the fields.',
  source: 'Contrast documentation, Current limitations; Kata Containers, limitations',
  severity: 'info',
  triggers: { keys: ['terminationMessagePath', 'terminationMessagePolicy'] },

  *inspect(workload) {
    for (const { node, path, title } of userContainers(workload)) {
      const file = textAt(node, 'terminationMessagePath');
      const policy = textAt(node, 'terminationMessagePolicy');
      if (file !== undefined && file !== '' && file !== DEFAULT_PATH)
        yield notPassedOn([...path, 'terminationMessagePath'], file, title);
      if (policy === 'FallbackToLogsOnError')
        yield notPassedOn([...path, 'terminationMessagePolicy'], policy, title);
    }
  },
});

function notPassedOn(path: Finding['path'], currentValue: string, title: string): Finding {
  return {
    path,
    currentValue,
    message: `${title} sets a termination message (${currentValue}), which Kata does not pass on to the status of the pod: read the reason in the log`,
  };
}
