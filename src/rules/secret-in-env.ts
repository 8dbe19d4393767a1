import { groupBy } from '../group-by.ts';
import { entryTitle, environmentOf, sourceOf } from '../kube/environment.ts';
import { defineRule } from '../rule.ts';
import { shortList } from '../short-list.ts';

export const secretInEnv = defineRule({
  id: 'secret-in-env',
  summary: 'Find credentials that containers get from Secrets by environment variables.',
  rationale:
    'A Secret is stored in the cluster and handed over by the host, which can read it; its value stands in the policy as well.',
  remedy: 'Use a workload secret of Contrast, or keep the credential in the encrypted storage of the pod.',
  source: 'Contrast documentation, Workload secrets; Policies',
  severity: 'info',
  wokenBy: { keys: ['secretKeyRef', 'secretRef'] },

  *inspect(workload) {
    const sources = environmentOf(workload)
      .flatMap((entry) => sourceOf(entry) ?? [])
      .filter(({ kind }) => kind === 'Secret');
    for (const [container, own] of groupBy(sources, ({ entry }) => entry.container)) {
      const variables = shortList(own.map(({ entry }) => entryTitle(entry)));
      const secrets = shortList(own.map(({ name }) => `"${name}"`));
      yield {
        path: own[0]!.entry.path,
        message: `${container.title} takes ${variables} from Secret ${secrets}, which the host can read: use workload secrets for what must stay confidential`,
      };
    }
  },
});
