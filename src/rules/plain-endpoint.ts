import { plainPorts } from '../contrast/plain-ports.ts';
import { groupBy } from '../group-by.ts';
import { defineRule } from '../rule.ts';
import { shortList } from '../short-list.ts';
import { mapAt, stringsOf } from '../yaml/read.ts';

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

  *inspect(workload, facts) {
    const { resource, podMetadataPath, podSpecPath, namespace } = workload;
    const labels = stringsOf(mapAt(resource.root, ...podMetadataPath, 'labels'));
    const ports = plainPorts(workload, facts.services(namespace, labels));
    for (const [target, own] of groupBy(ports, (port) => port.target)) {
      const names = shortList(own.map(({ service }) => `"${service.name}"`));
      yield {
        path: own[0]!.path ?? podSpecPath,
        message: `nothing seems to encrypt port ${target}, reached through Service ${names}: let the program speak TLS or use the service mesh`,
      };
    }
  },
});
