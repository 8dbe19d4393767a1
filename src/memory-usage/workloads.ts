import type { Kinds } from '../kubernetes/kinds/configured.ts';
import { formatObjectName, type ObjectName } from '../kubernetes/object-name.ts';
import type { Input } from '../manifest/types.ts';
import { itemsAt, mapAt, textAt } from '../yaml/access.ts';

/** A workload of the manifests, whose containers are to be measured. Its namespace is '' if it is unknown. */
export interface WantedWorkload extends ObjectName {
  /** Names of all containers, init containers included. */
  containers: readonly string[];
}

/** Returns the workloads of the manifests, each once. The names of pods of objects without a name are unknown. */
export function workloadsOf({ resources }: Input, kinds: Kinds): WantedWorkload[] {
  const found = new Map<string, WantedWorkload>();
  for (const resource of resources) {
    const { kind, namespace, name } = resource;
    const containers = kinds.podTemplates(resource).flatMap((podTemplate) => {
      const podSpec = mapAt(resource.root, ...podTemplate, 'spec');
      const all = [...itemsAt(podSpec, 'initContainers'), ...itemsAt(podSpec, 'containers')];
      return all.flatMap((container) => textAt(container, 'name') || []);
    });
    if (name === '' || containers.length === 0) continue;
    const known = found.get(formatObjectName(resource))?.containers ?? [];
    found.set(formatObjectName(resource), {
      ...{ kind, namespace, name },
      containers: [...new Set([...known, ...containers])],
    });
  }
  return [...found.values()];
}

/** The workloads of the manifests by what their live objects are called. */
export class WorkloadsByName {
  readonly #workloads: ReadonlyMap<string, WantedWorkload>;

  constructor(workloads: readonly WantedWorkload[]) {
    this.#workloads = new Map(workloads.map((workload) => [formatObjectName(workload), workload]));
  }

  /** Returns the workload of that name; one without a namespace may run in any of them. */
  find(live: ObjectName): WantedWorkload | undefined {
    return (
      this.#workloads.get(formatObjectName(live)) ??
      this.#workloads.get(formatObjectName({ ...live, namespace: '' }))
    );
  }
}
