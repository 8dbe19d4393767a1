import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { plaintextPorts, serviceNames } from '../contrast/plaintext-ports.ts';
import type { ServiceGroup } from '../kubernetes/input/services.ts';
import { groupBy } from '../util/group-by.ts';
import { mapAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';
import { inputHolds } from './triggers.ts';

export const plainEndpoint = defineRule({
  id: 'plain-endpoint',
  summary: 'Report ports that Services forward to and that do not seem to be encrypted.',
  rationale:
    'Traffic through a Service passes hosts and networks of the cluster, which can read and change it. Only TLS that ends inside the VM protects it.',
  remedy:
    'Use TLS in the program, or enable the service mesh of Contrast with the annotation `contrast.edgeless.systems/servicemesh-ingress`.',
  source: 'Contrast documentation, Service mesh; Prepare deployment files, Security review',
  severity: 'info',
  triggers: { facts: [inputHolds('Service')] },

  inspect(workload, facts) {
    const labels = mapAt(workload.resource.root, ...workload.podMetadataPath, 'labels');
    const services = labels ? facts.services(workload.namespace, labels) : [];
    return services.length === 0 ? undefined : judge(workload, services);
  },
});

function* judge(workload: ConfidentialWorkload, services: readonly ServiceGroup[]): Iterable<Finding> {
  const ports = plaintextPorts(workload, services);
  for (const [target, own] of groupBy(ports, (port) => port.target)) {
    const names = serviceNames(own);
    yield {
      path: own[0]!.path ?? workload.podSpecPath,
      cause: {
        message:
          'ports reached through Services do not seem to be encrypted: use TLS in the programs or the service mesh',
        subject: `port ${target}`,
      },
      message: `port ${target}, reached through Service ${names}, does not seem to be encrypted: use TLS in the program or the service mesh`,
    };
  }
}
