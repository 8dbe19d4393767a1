import type { Service, ServicePort } from '../cluster/services.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';
import { annotationOf } from './annotations.ts';
import { parseIngress } from './service-mesh.ts';

/** A port of the pod that a Service forwards to. */
export interface ServedPort {
  /** Number, or the name where no container declares it. */
  target: string;
  service: Service;
  /** The container's port, where one is declared. */
  path: Path | undefined;
}

/** Protocols of a Service's port that bring TLS of their own (Kubernetes, `appProtocol`; IANA service names). */
const TLS_PROTOCOL = /(^|[^a-z])(https\d*|tls|ssl|wss|grpcs|ldaps|amqps|mqtts|rediss)($|[^a-z])/i;
/** Ports that stand for TLS by convention, of the Service or of the container. */
const TLS_PORTS = ['443', '6443', '8443', '9443'];

/** The ports that Services forward to and that neither TLS nor the service mesh seems to cover. */
export function plainPorts(workload: Workload, services: readonly Service[]): ServedPort[] {
  const covered = meshCoverage(workload);
  return services.flatMap((service) =>
    service.ports.flatMap((port) => {
      const declared = declaredPort(workload, port);
      const target = declared?.number ?? port.target;
      if (saysTls(port, target, declared?.name) || covered(target)) return [];
      return { target, service, path: declared?.path };
    }),
  );
}

/** Tells whether the mesh proxy speaks TLS on a port (Contrast documentation, Service mesh). */
function meshCoverage(workload: Workload): (port: string) => boolean {
  const annotation = annotationOf(workload, 'servicemesh-ingress');
  if (!annotation) return () => false;
  const { disabled, ports } = parseIngress(annotation.value);
  return (port) => !disabled && ports.get(Number(port)) !== 'open';
}

function saysTls(port: ServicePort, target: string, containerPortName: string | undefined): boolean {
  const names = [port.name, port.appProtocol, port.target, containerPortName];
  if (names.some((name) => name !== undefined && TLS_PROTOCOL.test(name))) return true;
  return TLS_PORTS.includes(target) || (port.port !== undefined && TLS_PORTS.includes(port.port));
}

interface DeclaredPort {
  number: string;
  name: string | undefined;
  path: Path;
}

/** The container port that a Service's port forwards to, by its number or its name. */
function declaredPort({ containers }: Workload, { target }: ServicePort): DeclaredPort | undefined {
  for (const container of containers) {
    const found = container.injected ? undefined : portOf(container, target);
    if (found) return found;
  }
  return undefined;
}

function portOf(container: Container, target: string): DeclaredPort | undefined {
  for (const [index, node] of itemsAt(container.node, 'ports').entries()) {
    const [number, name] = [textAt(node, 'containerPort'), textAt(node, 'name')];
    if (number === undefined || (number !== target && name !== target)) continue;
    return { number, name, path: [...container.path, 'ports', index] };
  }
  return undefined;
}
