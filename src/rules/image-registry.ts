import { effectivePlatform } from '../contrast/effective-platform.ts';
import { imageReferenceOf } from '../kubernetes/image-reference.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { defineRule } from './rule.ts';

const IP_ADDRESS = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[[0-9a-fA-F:]+\])$/;

export const imageRegistry = defineRule({
  id: 'image-registry',
  summary: 'Point out registries that the guest cannot be configured for.',
  rationale:
    'On bare metal the guest pulls the images. Its configuration has credentials and certificates by the host name of a registry, and none for a registry that is named by its IP address or with a port.',
  remedy:
    'Give the registry a host name on the default port, or use it without credentials and with a public certificate.',
  source: 'Contrast documentation, Registry authentication',
  severity: 'info',

  inspect(workload) {
    if (effectivePlatform(workload).host === 'aks') return undefined;
    return userContainers(workload).flatMap((container) => {
      const registry = imageReferenceOf(container)?.repository.split('/')[0];
      if (registry === undefined) return [];
      const [, host = registry, port] = /^(.+?)(?::(\d+))?$/.exec(registry) ?? [];
      const isAddress = IP_ADDRESS.test(host);
      if (!isAddress && port === undefined) return [];
      const how = isAddress ? 'by its IP address' : 'with a port';
      return [
        {
          path: [...container.path, 'image'],
          currentValue: container.image!,
          message: `${container.title} names the registry ${registry} ${how}, for which the guest can have no credentials, mirror or certificate: use a host name without a port if it needs them`,
        },
      ];
    });
  },
});
