import { effectivePlatform } from '../contrast/effective-platform.ts';
import { defineRule } from '../rule.ts';
import { itemsAt } from '../yaml/read.ts';

export const imagePullSecrets = defineRule({
  id: 'image-pull-secrets',
  summary: 'Find pull secrets that the guest does not use.',
  rationale:
    'On bare metal the VM pulls its images by itself and does not see the pull secrets of the pod, so images of a private registry fail to load.',
  remedy:
    'Give the credentials to the image puller of the nodes, by the configuration secret of the node installer. The field may stay for other clusters.',
  source: 'Contrast documentation, Registry authentication; Contrast RFC 011',
  severity: 'warning',
  wokenBy: { keys: ['imagePullSecrets'] },

  *inspect(workload) {
    const { podSpec, podSpecPath } = workload;
    if (effectivePlatform(workload).host === 'aks' || itemsAt(podSpec, 'imagePullSecrets').length === 0)
      return;
    yield {
      path: [...podSpecPath, 'imagePullSecrets'],
      message:
        'has no effect on bare metal, where the VM pulls its images with the credentials of the node: configure these on the nodes if a registry asks for them',
    };
  },
});
