import { annotationOf, CONTRAST_PREFIX, type ContrastAnnotation } from '../contrast/annotations.ts';
import { effectivePlatform } from '../contrast/effective-platform.ts';
import { bringsImageStore } from '../contrast/image-memory.ts';
import { imageStoreProblem } from '../contrast/image-store.ts';
import { describeProblem } from '../contrast/value-problem.ts';
import { atLeast, type ContrastVersion, formatVersion } from '../contrast/version.ts';
import { set } from '../edit/edit.ts';
import type { Quantity } from '../kube/quantity.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

export const imageStore = defineRule({
  id: 'image-store',
  summary: 'Keep container images on an encrypted disk, where the configuration asks for it.',
  rationale:
    'On bare metal images are pulled into the memory of the VM, which large ones do not fit. The secure image store takes them to an encrypted volume that lives as long as its pod.',
  remedy:
    'Opt-in: `images.store.size` sets the annotation contrast.edgeless.systems/image-store-size on pods that have none. Since 1.16 `contrast generate` needs --inject-image-store as well, and the cluster a StorageClass for Block volumes.',
  source: 'Contrast documentation, Secure image store; Contrast source, generate (AddImageStore)',
  severity: 'info',

  inspect(workload) {
    if (effectivePlatform(workload).host !== 'metal') return undefined;
    const { version, images } = workload.settings;
    if (!atLeast(version, '1.13'))
      return images.store && images.store.size.nano > 0n ? [notYet(workload)] : undefined;
    const annotation = annotationOf(workload, 'image-store-size');
    if (annotation) return judge(annotation, version);
    if (!images.store || workload.containers.some(bringsImageStore)) return undefined;
    return [setSize(workload, images.store.size)];
  },
});

function notYet({ settings, podSpecPath }: Workload): Finding {
  return {
    path: podSpecPath,
    severity: 'warning',
    message: `images.store has no effect, since Contrast ${formatVersion(settings.version)} has no image store: use 1.13 or newer, or size the memory limits for the images`,
  };
}

function* judge(annotation: ContrastAnnotation, version: ContrastVersion): Iterable<Finding> {
  const { key, value, path, node } = annotation;
  const problem = imageStoreProblem(value);
  if (problem) {
    yield {
      path,
      severity: 'error',
      currentValue: value,
      message: `${key} cannot be read at ${describeProblem(problem)}`,
    };
  } else if (/^[0-9.eE+]+$/.test(value) && node.style === 'plain' && node.tag === undefined) {
    yield {
      path,
      severity: 'error',
      currentValue: value,
      message: `${key} is a number, but the API server takes only text in annotations: write "${value}" in quotes`,
    };
  } else if (value !== '0' && atLeast(version, '1.16')) {
    yield {
      path,
      currentValue: value,
      message: `asks for an image store of ${value}, which ${NEEDS_FLAG}`,
    };
  }
}

const NEEDS_FLAG = 'the pod gets only from contrast generate --inject-image-store';

function setSize({ settings, podMetadataPath }: Workload, size: Quantity): Finding {
  const path = [...podMetadataPath, 'annotations', `${CONTRAST_PREFIX}image-store-size`];
  const isOff = size.nano === 0n;
  // Only this text turns the store off.
  const text = isOff ? '0' : size.text.trim();
  const flag = atLeast(settings.version, '1.16') ? `, which ${NEEDS_FLAG}` : '';
  const effect = isOff
    ? 'without an image store, as images.store asks for'
    : `an image store of ${text} on an encrypted disk${flag}`;
  return {
    path,
    proposedValue: text,
    message: `the configuration asks for ${isOff ? 'no image store' : `an image store of ${text}`}: set the annotation`,
    fix: { edits: [set(path, text)], message: `set to ${text}: ${effect}` },
  };
}
