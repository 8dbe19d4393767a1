import type { ServiceGroup, ServicePort } from '../kubernetes/input/services.ts';
import { memoPerStructure } from '../kubernetes/memo.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { groupBy } from '../util/group-by.ts';
import { joinWords } from '../util/join-words.ts';
import { itemsAt, type Path, textAt } from '../yaml/access.ts';
import { annotationOf } from './annotations.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { parseIngress } from './service-mesh.ts';

/** A port of the pod that Services forward to. */
export interface ServedPort {
  /** Number, or the name where no container declares it. */
  target: string;
  services: Forwarding;
  /** The container's port, where one is declared. */
  path: Path | undefined;
}

/** Services that forward to one port: each name once, and the names as a sentence has them. */
interface Forwarding {
  names: readonly string[];
  text: string;
}

/** Protocols of a Service's port that include TLS (Kubernetes, `appProtocol`; IANA service names). */
const TLS_PROTOCOL = /(^|[^a-z])(https\d*|tls|ssl|wss|grpcs|ldaps|amqps|mqtts|rediss)($|[^a-z])/i;
/** Ports of a Service or a container that use TLS by convention. */
const TLS_PORTS = ['443', '6443', '8443', '9443'];

/** The ports that Services forward to and that neither TLS nor the service mesh seems to cover. */
export function plaintextPorts(
  workload: ConfidentialWorkload,
  groups: readonly ServiceGroup[],
): ServedPort[] {
  const covered = meshCoverage(workload);
  return groups.flatMap((group) =>
    [...plaintextTargets(group)].flatMap(([port, services]) => {
      const declared = declaredPorts(workload).get(port);
      const target = declared?.number ?? port;
      if (isTls(target, declared?.name) || covered(target)) return [];
      return { target, services, path: declared?.path };
    }),
  );
}

const knownTargets = new WeakMap<ServiceGroup, ReadonlyMap<string, Forwarding>>();

/** The targets of ports that do not seem to use TLS by what the Services say. Computed once, because a group may select many pods. */
function plaintextTargets(group: ServiceGroup): ReadonlyMap<string, Forwarding> {
  let targets = knownTargets.get(group);
  if (!targets) {
    const ports = group.services.flatMap(({ name, ports }) => ports.map((port) => ({ service: name, port })));
    const byTarget = groupBy(
      ports.filter(({ port }) => !saysTls(port)),
      ({ port }) => port.target,
    );
    targets = new Map(
      [...byTarget].map(([target, own]) => [target, forwarding(own.map(({ service }) => service))]),
    );
    knownTargets.set(group, targets);
  }
  return targets;
}

/** Returns true if the mesh proxy speaks TLS on a port (Contrast documentation, Service mesh). */
function meshCoverage(workload: ConfidentialWorkload): (port: string) => boolean {
  const annotation = annotationOf(workload, 'servicemesh-ingress');
  if (!annotation) return () => false;
  const { disabled, ports } = parseIngress(annotation.value);
  return (port) => !disabled && ports.get(Number(port)) !== 'open';
}

function forwarding(services: readonly string[]): Forwarding {
  const names = [...new Set(services)];
  return { names, text: joinWords(names.map((name) => `"${name}"`)) };
}

/** Returns the names of the Services that forward to the same port by its number and by its name. */
export function serviceNames(ports: readonly ServedPort[]): string {
  return ports.length === 1
    ? ports[0]!.services.text
    : forwarding(ports.flatMap(({ services }) => services.names)).text;
}

function saysTls({ name, appProtocol, port, target }: ServicePort): boolean {
  return (
    [name, appProtocol, target].some((text) => text !== undefined && TLS_PROTOCOL.test(text)) ||
    (port !== undefined && TLS_PORTS.includes(port))
  );
}

function isTls(target: string, name: string | undefined): boolean {
  return TLS_PORTS.includes(target) || (name !== undefined && TLS_PROTOCOL.test(name));
}

interface DeclaredPort {
  number: string;
  name: string | undefined;
  path: Path;
}

/** The container ports by what Services call them, their number or their name: the first of each. */
const declaredPorts: (workload: ConfidentialWorkload) => ReadonlyMap<string, DeclaredPort> = memoPerStructure(
  (workload) => {
    const ports = new Map<string, DeclaredPort>();
    for (const container of userContainers(workload)) {
      for (const [index, node] of itemsAt(container.node, 'ports').entries()) {
        const [number, name] = [textAt(node, 'containerPort'), textAt(node, 'name')];
        if (number === undefined) continue;
        const port = { number, name, path: [...container.path, 'ports', index] };
        for (const key of [number, name]) if (key !== undefined && !ports.has(key)) ports.set(key, port);
      }
    }
    return ports;
  },
);
