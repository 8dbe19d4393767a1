import { itemsAt, mapAt, type Path, textAt } from '../yaml/access.ts';
import type { Container } from './workload.ts';

/** A probe by which the kubelet connects to a container from outside of its pod. */
export interface NetworkProbe {
  name: 'livenessProbe' | 'readinessProbe' | 'startupProbe';
  type: 'httpGet' | 'tcpSocket' | 'grpc';
  /** Undefined if it is neither a number nor the name of a port of the container. */
  port: number | undefined;
  /** True for httpGet with `scheme: HTTPS`, whose certificate the kubelet does not check. */
  https: boolean;
  /** Path of the probe's port. */
  path: Path;
}

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'] as const;
const TYPES = ['httpGet', 'tcpSocket', 'grpc'] as const;

/** The network probes of a container; what runs a command inside of it is none (Kubernetes API reference, Probe). */
export function networkProbes(container: Container): NetworkProbe[] {
  const probes: NetworkProbe[] = [];
  for (const name of PROBES) {
    for (const type of TYPES) {
      const node = mapAt(container.node, name, type);
      if (!node) continue;
      probes.push({
        name,
        type,
        port: portNumber(container, textAt(node, 'port')),
        https: textAt(node, 'scheme') === 'HTTPS',
        path: [...container.path, name, type, 'port'],
      });
    }
  }
  return probes;
}

function portNumber({ node }: Container, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[0-9]{1,5}$/.test(text)) return Number(text);
  const named = itemsAt(node, 'ports').find((port) => textAt(port, 'name') === text);
  const number = textAt(named, 'containerPort');
  return number !== undefined && /^[0-9]{1,5}$/.test(number) ? Number(number) : undefined;
}
