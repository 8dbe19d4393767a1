import { effectivePlatform } from '../contrast/effective-platform.ts';
import { itemsAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

export const imagePullSecrets = defineRule({
  id: 'image-pull-secrets',
  summary: 'Find pull secrets that the guest does not use.',
  rationale:
    'On bare metal the VM itself pulls the images and does not see the pull secrets of the pod, so pulling from a private registry fails.',
  remedy:
    'Configure the credentials for the image puller of the nodes in the configuration secret of the node installer. Other clusters may still need the field.',
  source: 'Contrast documentation, Registry authentication; Contrast RFC 011',
  severity: 'warning',
  triggers: { keys: ['imagePullSecrets'] },

  *inspect(workload) {
    const { podSpec, podSpecPath } = workload;
    if (effectivePlatform(workload).host === 'aks' || itemsAt(podSpec, 'imagePullSecrets').length === 0)
      return;
    yield {
      path: [...podSpecPath, 'imagePullSecrets'],
      message:
        'has no effect on bare metal, where the VM pulls its images with the credentials of the node: configure them on the nodes if the registry requires credentials',
    };
  },
});
