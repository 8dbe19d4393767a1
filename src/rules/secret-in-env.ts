import { entryTitle, environmentOf, sourceOf } from '../kubernetes/env.ts';
import { groupBy } from '../util/group-by.ts';
import { joinWords } from '../util/join-words.ts';
import { defineRule } from './rule.ts';

export const secretInEnv = defineRule({
  id: 'secret-in-env',
  summary: 'Find credentials that containers get from Secrets in environment variables.',
  rationale:
    'A Secret is stored in the cluster and passed to the VM by the host, which can read it; its value is also in the policy.',
  remedy: 'Use a workload secret of Contrast, or keep the credential in the encrypted storage of the pod.',
  source: 'Contrast documentation, Workload secrets; Policies',
  severity: 'info',
  triggers: { keys: ['secretKeyRef', 'secretRef'] },

  *inspect(workload) {
    const sources = environmentOf(workload)
      .flatMap((entry) => sourceOf(entry) ?? [])
      .filter(({ kind }) => kind === 'Secret');
    for (const [container, own] of groupBy(sources, ({ entry }) => entry.container)) {
      const variables = joinWords(own.map(({ entry }) => entryTitle(entry)));
      const secrets = joinWords(own.map(({ name }) => `"${name}"`));
      yield {
        path: own[0]!.entry.path,
        cause: {
          message:
            'containers take variables from Secrets, which the host can read: use workload secrets for confidential values',
          subject: `Secret ${secrets}`,
        },
        message: `${container.title} takes ${variables} from Secret ${secrets}, which the host can read: use workload secrets for confidential values`,
      };
    }
  },
});
