import type { Resource } from '../manifest/types.ts';
import { textAt } from '../yaml/access.ts';
import type { Difference } from './differences.ts';
import { formatField } from './field-path.ts';
import type { OwnerChain } from './live-objects.ts';
import { liveTemplate, templatePaths } from './pod-templates.ts';
import { preparedDifferences } from './prepared-differences.ts';
import type { WorkloadMatch } from './workload-matches.ts';

/** Where a pod got a difference: from the live template, from an earlier one, or after that. */
export type Origin = 'template' | 'revision' | 'pod';

/** Returns where a pod got a difference. Its owners are `chain`, itself first. */
export function originOf(difference: Difference, match: WorkloadMatch, chain: OwnerChain): Origin {
  const { controller } = match;
  const [pod, owner] = chain;
  if (!owner || !controller) return 'pod';
  if (includes(controller.differences, difference)) return 'template';
  if (owner.resource && owner.resource !== controller.resource)
    return includes(differencesOfOwner(match, owner.resource), difference) ? 'revision' : 'pod';
  return isOfEarlierRevision(pod!.resource!, controller.resource) ? 'revision' : 'pod';
}

function differencesOfOwner({ prepared, created }: WorkloadMatch, owner: Resource): readonly Difference[] {
  let differences = created.get(owner.name);
  if (!differences) {
    const template = liveTemplate(owner, templatePaths(owner)[0]);
    differences = template ? preparedDifferences(prepared, template, false) : [];
    created.set(owner.name, differences);
  }
  return differences;
}

function includes(differences: readonly Difference[], { path, actual }: Difference): boolean {
  const [field, value] = [formatField(path), JSON.stringify(actual)];
  return differences.some((one) => formatField(one.path) === field && JSON.stringify(one.actual) === value);
}

const GENERATION = 'deprecated.daemonset.template.generation';

/** Kubernetes, controllers of StatefulSets and DaemonSets: how a pod names the template that it was created from. */
function isOfEarlierRevision(pod: Resource, controller: Resource): boolean {
  const label = (key: string) => textAt(pod.root, 'metadata', 'labels', key);
  const update = textAt(controller.root, 'status', 'updateRevision');
  if (update !== undefined) return label('controller-revision-hash') !== update;
  const current = textAt(controller.root, 'metadata', 'annotations', GENERATION);
  const own = label('pod-template-generation');
  return current !== undefined && own !== undefined && own !== current;
}
