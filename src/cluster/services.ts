import type { Resource } from '../frame.ts';
import { groupBy } from '../group-by.ts';
import type { Node } from '../yaml/node.ts';
import { itemsAt, mapAt, stringsOf, textAt } from '../yaml/read.ts';

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

/** Finds the Services that forward to a pod. */
export type ServiceLookup = (namespace: string, labels: Readonly<Record<string, string>>) => Service[];

/**
 * A lookup over Services. Each is filed under the rarest of its labels, so that one which many Services share
 * (`app.kubernetes.io/managed-by`) costs nothing.
 */
export function lookUpServices(resources: Iterable<Resource>): ServiceLookup {
  const services = [...resources].flatMap((resource) => {
    const service = readService(resource);
    resource.release?.();
    return service ?? [];
  });
  const keysOf = ({ namespace, selector }: Service) =>
    selector.map(([key, value]) => `${namespace}/${key}=${value}`);
  const counts = new Map<string, number>();
  for (const key of services.flatMap(keysOf)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const byLabel = groupBy(services, (service) =>
    keysOf(service).reduce((rarest, key) => (counts.get(key)! < counts.get(rarest)! ? key : rarest)),
  );
  return (namespace, labels) =>
    Object.entries(labels)
      .flatMap(([key, value]) => byLabel.get(`${namespace}/${key}=${value}`) ?? [])
      .filter(({ selector }) => selector.every(([key, value]) => labels[key] === value));
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
