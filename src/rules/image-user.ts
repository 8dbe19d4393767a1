import { effectivePlatform } from '../contrast/effective-platform.ts';
import { sizeOf } from '../contrast/image-sizes.ts';
import type { Release } from '../contrast/releases.ts';
import { imageReferenceOf } from '../kubernetes/image-reference.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { scalarAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

export const imageUser = defineRule({
  id: 'image-user',
  summary: 'Find images that run as a user which the pod does not name.',
  rationale:
    'From Kata 4 on `contrast generate` fails for an image that the guest pulls and that runs as another user than root, unless the pod names the user and the group.',
  remedy:
    'Set runAsUser and runAsGroup in the securityContext of the container or of the pod. The file of `prepare-contrast sizes` has the user of each image.',
  source: 'Kata Containers source, genpolicy 4',
  severity: 'info',

  inspect(workload) {
    if (effectivePlatform(workload).host === 'aks') return undefined;
    const { podSpec, settings } = workload;
    const isRequired = usesKata4(settings.release);
    return userContainers(workload).flatMap((container) => {
      const reference = imageReferenceOf(container);
      const user = reference && sizeOf(settings.images.sizes, reference)?.user;
      if (user === undefined || user === '' || /^(0|root)(:(0|root))?$/.test(user)) return [];
      const missing = ['runAsUser', 'runAsGroup'].filter(
        (field) =>
          !scalarAt(container.node, 'securityContext', field) && !scalarAt(podSpec, 'securityContext', field),
      );
      if (missing.length === 0) return [];
      return [
        {
          path: [...container.path, 'securityContext'],
          ...(isRequired && { severity: 'warning' as const }),
          message: `the image of ${container.title} runs as ${user}, which the pod does not name, and contrast generate of releases with Kata 4 fails for that: set ${missing.join(' and ')}`,
        },
      ];
    });
  },
});

/** True for a release that brings Kata 4. */
export function usesKata4(release: Release): boolean {
  return Number(release.fact('kata').value?.split('.')[0] ?? 0) >= 4;
}
