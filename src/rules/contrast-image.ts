import { CONTRAST_IMAGES, releaseOfImage } from '../contrast/contrast-images.ts';
import { isCertainly, isPossibly } from '../contrast/releases.ts';
import { formatVersion } from '../contrast/version.ts';
import { userContainers } from '../kubernetes/resources.ts';
import { defineRule } from './rule.ts';

export const contrastImage = defineRule({
  id: 'contrast-image',
  summary: 'Check that the images of Contrast are of the release in use.',
  rationale:
    '`contrast generate` rejects a Coordinator whose image has another version than the CLI. A Coordinator, an Initializer and a service mesh of different releases may not be compatible.',
  remedy:
    'Use the coordinator.yml of the release whose CLI you run, or set `contrastVersion` to the release of the images. Without `contrastVersion` the images determine the release if they agree.',
  source: 'Contrast source, verifier VersionsMatch',
  severity: 'warning',
  triggers: { words: [CONTRAST_IMAGES] },

  *inspect(workload) {
    const { release } = workload.settings;
    for (const { role, image, path, title } of userContainers(workload)) {
      const version = image === undefined ? undefined : releaseOfImage(image);
      if (!version || formatVersion(version) === release.name) continue;
      // The verifier passes over init containers.
      const fact = release.fact('imageVersions');
      const isRefused = role === 'main' && isCertainly(fact, 'compared');
      const mayBeRefused = role === 'main' && isPossibly(fact, 'compared');
      const effect = isRefused
        ? ', so contrast generate rejects it'
        : mayBeRefused
          ? ', so contrast generate may reject it (inferred for this release)'
          : '';
      yield {
        path: [...path, 'image'],
        ...(isRefused && { severity: 'error' as const }),
        currentValue: image!,
        message: `${title} is of Contrast ${formatVersion(version)}, but the release in use is ${release.name}${effect}: use the image of ${release.name}, or set contrastVersion to ${formatVersion(version)}`,
      };
    }
  },
});
