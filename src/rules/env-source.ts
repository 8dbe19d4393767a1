import { groupBy } from '../group-by.ts';
import { entryTitle, environmentOf, SOURCE_KEYS, sourceOf } from '../kube/environment.ts';
import { defineRule } from '../rule.ts';
import { shortList } from '../short-list.ts';

export const envSource = defineRule({
  id: 'env-source',
  summary: 'Find environment variables from a ConfigMap or Secret that is not in the input.',
  rationale:
    '`contrast generate` writes the values of environment variables into the policy. It takes them from the ConfigMaps and Secrets that it is given ' +
    'and aborts where one is missing.',
  remedy:
    'Give the object to `contrast generate` together with the workload, mount it as a volume, or write the value in the manifest.',
  source: 'Contrast documentation, Policies; Kata Containers source, genpolicy',
  severity: 'warning',
  wokenBy: { keys: SOURCE_KEYS },

  *inspect(workload, facts) {
    const missing = environmentOf(workload)
      .flatMap((entry) => sourceOf(entry) ?? [])
      .filter(({ kind, name }) =>
        kind === 'ConfigMap'
          ? !facts.hasConfigMap(workload.namespace, name)
          : !facts.hasSecret(workload.namespace, name),
      );
    for (const [object, sources] of groupBy(missing, ({ kind, name }) => `${kind} "${name}"`)) {
      const { entry } = sources[0]!;
      const variables = shortList(sources.map((source) => entryTitle(source.entry)));
      const users = new Set(sources.map((source) => source.entry.container.title));
      const optional = sources.every((source) => source.optional);
      yield {
        path: entry.path,
        ...(optional && { severity: 'info' as const }),
        message: `${shortList([...users])} ${users.size > 1 ? 'take' : 'takes'} ${variables} from ${optional ? 'the optional ' : ''}${object}, which is not in the input: contrast generate needs it`,
      };
    }
  },
});
