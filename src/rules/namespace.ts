import { isCoordinator } from '../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { memoPerInput } from '../kubernetes/input/memo.ts';
import { firstFew } from '../util/join-words.ts';
import { textAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';

const ID = 'namespace';
const MOST_NAMED = 3;

/** What was met among the prepared workloads. */
interface Seen {
  /** Those whose manifest names no namespace, by title. */
  without: string[];
  /** Namespaces of Coordinators; '' where the manifest names none. */
  coordinators: string[];
  /** True if one of them goes to another namespace than default, as far as the command line says. */
  elsewhere: boolean;
}

const seenIn = memoPerInput((): Seen => ({ without: [], coordinators: [], elsewhere: false }));

export const namespace = defineRule({
  id: ID,
  summary: 'Check that workloads name their namespace.',
  rationale:
    '`contrast generate` reads the namespace from the manifest. Without one the policy accepts any namespace, and the Initializers look for a Coordinator without a namespace in `default`: with `helm install -n` or `kubectl apply -n` the pods hang.',
  remedy:
    'Write metadata.namespace, for example by the `namespace` of a kustomization. With `--generate` a namespace is required, and that of `--namespace` is written. Opt-in ' +
    'without `--generate`: `rules: {namespace: {fix: true}}` writes the namespace that `--namespace` gives.',
  source: 'Contrast documentation, Deploy application; Contrast source, generate (injectInitializer)',
  severity: 'info',

  inspect(workload, facts) {
    const seen = seenIn(facts);
    const written = textAt(workload.resource.root, 'metadata', 'namespace') ?? '';
    const writes = workload.settings.rules[ID]?.fix ?? facts.generateArguments !== undefined;
    if (isCoordinator(workload)) seen.coordinators.push(written || (writes ? workload.namespace : ''));
    if (written !== '') return undefined;
    if (writes && workload.namespace !== '') return [write(workload)];
    seen.elsewhere ||= workload.namespace !== '' && workload.namespace !== 'default';
    seen.without.push(`${workload.kind} ${workload.name}`);
    return undefined;
  },

  *inspectInput(facts) {
    const { without, coordinators, elsewhere } = seenIn(facts);
    if (without.length === 0) return;
    const several = without.length > 1;
    const problem = `${firstFew(without, MOST_NAMED)} ${several ? 'name' : 'names'} no namespace: the policy then accepts any, and ${reached(coordinators)}`;
    if (facts.generateArguments) {
      yield {
        severity: 'error',
        message: `${problem}. Set --namespace, which --generate writes to the manifests, or write metadata.namespace`,
      };
      return;
    }
    const isHarmful = elsewhere || coordinators.includes('');
    yield {
      ...(isHarmful && { severity: 'warning' as const }),
      message: `${problem}. Write metadata.namespace, or let rules: {namespace: {fix: true}} write that of --namespace`,
    };
  },
});

/** Where the Initializers that `contrast generate` injects look for the Coordinator. */
function reached(coordinators: readonly string[]): string {
  if (coordinators.length === 0)
    return 'Initializers connect to coordinator-ready.default, unless the Coordinator that contrast generate gets names its namespace';
  const name = coordinators[0] || 'default';
  const hint = coordinators[0] === '' ? ', since the Coordinator names none either' : '';
  return `Initializers connect to coordinator-ready.${name}${hint}`;
}

function write({ namespace }: ConfidentialWorkload): Finding {
  const path = ['metadata', 'namespace'];
  return {
    path,
    proposedValue: namespace,
    message: `names no namespace: set ${namespace}, which --namespace gives`,
    fix: {
      edits: [set(path, namespace)],
      message: `set to ${namespace}, which --namespace gives, so that contrast generate knows it`,
    },
  };
}
