import { annotationOf, CONTRAST_PREFIX, type ContrastAnnotation } from '../contrast/annotations.ts';
import { type Ingress, parseEgress, parseIngress } from '../contrast/service-mesh.ts';
import { describeProblem, readPort, type ValueProblem } from '../contrast/value-problem.ts';
import { type NetworkProbe, networkProbes } from '../kube/probes.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

export const serviceMesh = defineRule({
  id: 'service-mesh',
  summary: 'Check the annotations of the service mesh, and the probes that it meets.',
  rationale:
    'The proxy ends with an error on a value that it cannot read, so the pod never starts, and an empty egress annotation makes `contrast generate` abort. Where it asks clients for a certificate the kubelet has none to show.',
  remedy:
    'Correct the value at the place that the message names. Exempt the port of a probe by <name>#<port>#true in the ingress annotation, or use an exec probe.',
  source:
    'Contrast documentation, Service mesh; Contrast source, service-mesh and verifier ServiceMeshEgressNotEmpty',
  severity: 'error',
  wokenBy: { keys: [`${CONTRAST_PREFIX}servicemesh-*`] },

  *inspect(workload) {
    const ingress = annotationOf(workload, 'servicemesh-ingress');
    const egress = annotationOf(workload, 'servicemesh-egress');
    const admin = annotationOf(workload, 'servicemesh-admin-interface-port');
    if (!ingress && !egress && !admin) return;
    const incoming = parseIngress(ingress?.value ?? '');
    if (ingress) yield* incoming.problems.map((problem) => unreadable(ingress, problem));
    if (egress) yield* judgeEgress(egress);
    if (admin) yield* judgeAdminPort(admin);
    if (incoming.problems.length === 0) yield* judgeProbes(workload, incoming);
  },
});

function unreadable(annotation: ContrastAnnotation, problem: ValueProblem): Finding {
  const { key, path, value } = annotation;
  return { path, currentValue: value, message: `${key} cannot be read at ${describeProblem(problem)}` };
}

function* judgeEgress(annotation: ContrastAnnotation): Iterable<Finding> {
  const { key, path, value } = annotation;
  if (value === '') {
    yield {
      path,
      currentValue: value,
      message: `${key} is empty, which contrast generate refuses: write <name>#<127.x.y.z>:<port>#<host>:<port>, or remove it`,
    };
    return;
  }
  yield* parseEgress(value).problems.map((problem) => unreadable(annotation, problem));
}

function* judgeAdminPort(annotation: ContrastAnnotation): Iterable<Finding> {
  const { key, path, value, node } = annotation;
  // Without a port there is no admin interface.
  if (value === '') return;
  const port = readPort({ text: value, offset: 0 });
  if (typeof port === 'object') {
    yield unreadable(annotation, port);
  } else if (node.style === 'plain' && node.tag === undefined) {
    yield {
      path,
      currentValue: value,
      message: `${key} is a number, but the API server takes only text in annotations: write "${value}" in quotes`,
    };
  }
}

function* judgeProbes(workload: Workload, ingress: Ingress): Iterable<Finding> {
  if (ingress.disabled) return;
  for (const container of judgedContainers(workload)) {
    for (const probe of networkProbes(container)) {
      const reason = hindrance(probe, ingress);
      if (reason !== undefined) yield probeFinding(container, probe, reason);
    }
  }
}

/** Why the probe does not reach the container; undefined where it does, or where its port is not known. */
function hindrance({ type, port, https }: NetworkProbe, ingress: Ingress): string | undefined {
  if (port === undefined) return undefined;
  const mode = ingress.ports.get(port);
  if (mode === 'open') return undefined;
  if (type === 'tcpSocket') return 'so the probe finds the proxy there, whatever the container does';
  if (mode === undefined) return 'which asks for a client certificate that the kubelet does not have';
  return https ? undefined : 'which speaks TLS, but the probe does not';
}

function probeFinding(
  container: Container,
  { name, type, port, path }: NetworkProbe,
  reason: string,
): Finding {
  return {
    path,
    severity: 'warning',
    currentValue: String(port),
    message: `the service mesh proxy of the pod answers on port ${port} of the ${name} (${type}) of ${container.title}, ${reason}: add <name>#${port}#true to the ingress annotation if that port needs no TLS, or use an exec probe`,
  };
}
