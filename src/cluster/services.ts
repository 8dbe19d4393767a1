import type { Resource } from '../frame.ts';
import { groupBy } from '../group-by.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { entriesOf, itemsAt, mapAt, stringsOf, textAt } from '../yaml/read.ts';

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

/** Finds the Services that forward to a pod with these labels. */
export type ServiceLookup = (namespace: string, labels: MapNode) => Service[];

/**
 * A lookup over Services. Each is filed under the rarest value of its labels, so that one which many Services share
 * (`app.kubernetes.io/managed-by`) costs nothing.
 */
export function lookUpServices(resources: Iterable<Resource>): ServiceLookup {
  const services: Service[] = [];
  for (const resource of resources) {
    const service = readService(resource);
    resource.release?.();
    if (service) services.push(service);
  }
  const counts = new Map<string, number>();
  for (const { selector } of services)
    for (const [, value] of selector) counts.set(value, (counts.get(value) ?? 0) + 1);
  const byValue = groupBy(services, ({ selector }) => rarest(selector, counts));
  return (namespace, labels) => {
    const found = new Set<Service>();
    let own: Record<string, string> | undefined;
    for (const [, label] of entriesOf(labels)) {
      const candidates = label.kind === 'scalar' ? byValue.get(label.value) : undefined;
      if (!candidates) continue;
      own ??= stringsOf(labels);
      for (const service of candidates)
        if (service.namespace === namespace && selects(service, own)) found.add(service);
    }
    return [...found];
  };
}

function rarest(selector: Service['selector'], counts: ReadonlyMap<string, number>): string {
  return selector
    .map(([, value]) => value)
    .reduce((one, other) => (counts.get(other)! < counts.get(one)! ? other : one));
}

function selects({ selector }: Service, labels: Readonly<Record<string, string>>): boolean {
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
