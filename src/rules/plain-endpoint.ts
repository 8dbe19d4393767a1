import type { Service } from '../cluster/services.ts';
import { plainPorts } from '../contrast/plain-ports.ts';
import { groupBy } from '../group-by.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { shortList } from '../short-list.ts';
import { mapAt } from '../yaml/read.ts';

export const plainEndpoint = defineRule({
  id: 'plain-endpoint',
  summary: 'Name ports that Services forward to and that nothing seems to encrypt.',
  rationale:
    'What goes through a Service passes the hosts and the network of the cluster, which can read and change it. Only TLS that ends inside of the VM protects it.',
  remedy:
    'Let the program speak TLS, or put the service mesh of Contrast in front of it by the annotation `contrast.edgeless.systems/servicemesh-ingress`.',
  source: 'Contrast documentation, Service mesh; Prepare deployment files, Security review',
  severity: 'info',
  wokenBy: { facts: ({ holds }) => holds('Service') },

  inspect(workload, facts) {
    const labels = mapAt(workload.resource.root, ...workload.podMetadataPath, 'labels');
    const services = labels ? facts.services(workload.namespace, labels) : [];
    return services.length === 0 ? undefined : judge(workload, services);
  },
});

function* judge(workload: Workload, services: readonly Service[]): Iterable<Finding> {
  const ports = plainPorts(workload, services);
  for (const [target, own] of groupBy(ports, (port) => port.target)) {
    const names = shortList(own.map(({ service }) => `"${service.name}"`));
    yield {
      path: own[0]!.path ?? workload.podSpecPath,
      message: `nothing seems to encrypt port ${target}, reached through Service ${names}: let the program speak TLS or use the service mesh`,
    };
  }
}
