import { type AnnotationError, describeProblem, readPort } from '../contrast/annotation-error.ts';
import { annotationOf, CONTRAST_PREFIX, type ContrastAnnotation } from '../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { type Ingress, parseEgress, parseIngress } from '../contrast/service-mesh.ts';
import { type NetworkProbe, networkProbes } from '../kubernetes/probes.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { defineRule, type Finding } from './rule.ts';

export const serviceMesh = defineRule({
  id: 'service-mesh',
  summary: 'Check the annotations of the service mesh, and the probes that its proxy answers.',
  rationale:
    'The proxy fails on an invalid value, so the pod never starts, and `contrast generate` aborts on an empty egress annotation. If the proxy requires client certificates, probes of the kubelet fail, since it has none.',
  remedy:
    'Correct the value at the position in the message. Exempt the port of a probe with `<name>#<port>#true` in the ingress annotation, or use an exec probe.',
  source:
    'Contrast documentation, Service mesh; Contrast source, service-mesh and verifier ServiceMeshEgressNotEmpty',
  severity: 'error',
  triggers: { keys: [`${CONTRAST_PREFIX}servicemesh-*`] },

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

function unreadable(annotation: ContrastAnnotation, problem: AnnotationError): Finding {
  const { key, path, value } = annotation;
  return { path, currentValue: value, message: `${key} is invalid at ${describeProblem(problem)}` };
}

function* judgeEgress(annotation: ContrastAnnotation): Iterable<Finding> {
  const { key, path, value } = annotation;
  if (value === '') {
    yield {
      path,
      currentValue: value,
      message: `${key} is empty, which contrast generate rejects: write <name>#<127.x.y.z>:<port>#<host>:<port>, or remove it`,
    };
    return;
  }
  yield* parseEgress(value).problems.map((problem) => unreadable(annotation, problem));
}

function* judgeAdminPort(annotation: ContrastAnnotation): Iterable<Finding> {
  const { key, path, value, node } = annotation;
  // An empty value disables the admin interface.
  if (value === '') return;
  const port = readPort({ text: value, offset: 0 });
  if (typeof port === 'object') {
    yield unreadable(annotation, port);
  } else if (node.style === 'plain' && node.tag === undefined) {
    yield {
      path,
      currentValue: value,
      message: `${key} is a number, but the API server accepts only strings in annotations: quote it as "${value}"`,
    };
  }
}

function* judgeProbes(workload: ConfidentialWorkload, ingress: Ingress): Iterable<Finding> {
  if (ingress.disabled) return;
  for (const container of userContainers(workload)) {
    for (const probe of networkProbes(container)) {
      const reason = probeProblem(probe, ingress);
      if (reason !== undefined) yield probeFinding(container, probe, reason);
    }
  }
}

/** Returns why the probe does not reach the container; undefined if it does, or if its port is unknown. */
function probeProblem({ type, port, https }: NetworkProbe, ingress: Ingress): string | undefined {
  if (port === undefined) return undefined;
  const mode = ingress.ports.get(port);
  if (mode === 'open') return undefined;
  if (type === 'tcpSocket') return 'so the probe checks the proxy and not the container';
  if (mode === undefined) return 'which requires a client certificate that the kubelet does not have';
  return https ? undefined : 'which uses TLS, but the probe does not';
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
    message: `the service mesh proxy of the pod answers on port ${port} of the ${name} (${type}) of ${container.title}, ${reason}: add <name>#${port}#true to the ingress annotation if this port does not need TLS, or use an exec probe`,
  };
}
