import type { Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { entriesOf, itemsAt, mapAt, stringsOf, textAt } from '../../yaml/access.ts';
import type { MapNode, Node } from '../../yaml/node.ts';

/** A Service that forwards to pods. */
export interface Service {
  name: string;
  namespace: string;
  /** Labels that its pods have, at least one. */
  selector: [key: string, value: string][];
  ports: ServicePort[];
}

export interface ServicePort {
  name: string | undefined;
  port: string | undefined;
  /** Number or name of the container's port. */
  target: string;
  appProtocol: string | undefined;
}

/** Services of one namespace that forward to the same pods. */
export interface ServiceGroup extends Pick<Service, 'namespace' | 'selector'> {
  services: readonly Service[];
}

/** Finds the Services that forward to a pod with these labels. */
export type ServiceLookup = (namespace: string, labels: MapNode) => ServiceGroup[];

/**
 * A lookup over Services. Those with the same selector are one group, filed under the rarest of its labels, so that a label which many
 * Services share (`app.kubernetes.io/managed-by`) costs nothing.
 */
export function lookUpServices(resources: Iterable<Resource>): ServiceLookup {
  const services: Service[] = [];
  for (const resource of resources) {
    const service = readService(resource);
    if (service) services.push(service);
  }
  const groups = [...groupBy(services, (one) => JSON.stringify([one.namespace, one.selector])).values()].map(
    (group): ServiceGroup => ({ ...group[0]!, services: group }),
  );
  const counts = new Map<string, number>();
  for (const { namespace, selector } of groups)
    for (const [key, value] of selector) {
      const label = labelOf(namespace, key, value);
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  const byLabel = groupBy(groups, (group) => rarest(group, counts));
  return (namespace, labels) => {
    const found: ServiceGroup[] = [];
    let own: Record<string, string> | undefined;
    for (const [key, label] of entriesOf(labels)) {
      const candidates =
        label.kind === 'scalar' ? byLabel.get(labelOf(namespace, key, label.value)) : undefined;
      if (!candidates) continue;
      own ??= stringsOf(labels);
      for (const group of candidates) if (selects(group, own)) found.push(group);
    }
    return found;
  };
}

function labelOf(namespace: string, key: string, value: string): string {
  return `${namespace} ${key} ${value}`;
}

function rarest({ namespace, selector }: ServiceGroup, counts: ReadonlyMap<string, number>): string {
  return selector
    .map(([key, value]) => labelOf(namespace, key, value))
    .reduce((one, other) => (counts.get(other)! < counts.get(one)! ? other : one));
}

function selects({ selector }: ServiceGroup, labels: Readonly<Record<string, string>>): boolean {
  return selector.every(([key, value]) => labels[key] === value);
}

function readService({ root, name, namespace }: Resource): Service | undefined {
  const selector = Object.entries(stringsOf(mapAt(root, 'spec', 'selector')));
  if (selector.length === 0 || textAt(root, 'spec', 'type') === 'ExternalName') return undefined;
  return { name, namespace, selector, ports: itemsAt(root, 'spec', 'ports').map(readPort) };
}

function readPort(node: Node): ServicePort {
  const port = textAt(node, 'port');
  return {
    name: textAt(node, 'name'),
    port,
    target: textAt(node, 'targetPort') ?? port ?? '',
    appProtocol: textAt(node, 'appProtocol'),
  };
}
