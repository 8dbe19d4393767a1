import { describeProblem } from '../contrast/annotation-error.ts';
import { annotationOf, CONTRAST_PREFIX, type ContrastAnnotation } from '../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { deviceSizeProblem } from '../contrast/device-size.ts';
import { effectivePlatform } from '../contrast/effective-platform.ts';
import { bringsImageStore } from '../contrast/image-memory.ts';
import { imageStoreProblem } from '../contrast/image-store.ts';
import type { Release } from '../contrast/releases.ts';
import { parseQuantity, type Quantity } from '../kubernetes/quantity.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';

export const imageStore = defineRule({
  id: 'image-store',
  summary: 'Store container images on an encrypted disk if configured.',
  rationale:
    'On bare metal images are pulled into the memory of the VM, which is too small for large images. The secure image store keeps them on an encrypted volume that is deleted with its pod.',
  remedy:
    'Opt-in: `images.store.size` sets the annotation contrast.edgeless.systems/image-store-size on pods without it. Since 1.16 `contrast generate` also needs --inject-image-store, and the cluster needs a StorageClass for Block volumes.',
  source: 'Contrast documentation, Secure image store; Contrast source, generate (AddImageStore)',
  severity: 'info',

  inspect(workload) {
    if (effectivePlatform(workload).host !== 'metal') return undefined;
    const { release, images } = workload.settings;
    if (release.fact('imageStore').value === 'absent')
      return images.store && images.store.size.nano > 0n ? [notYet(workload)] : undefined;
    const annotation = annotationOf(workload, 'image-store-size');
    if (annotation) return judge(annotation, release);
    if (!images.store || workload.containers.some(bringsImageStore)) return undefined;
    return [setSize(workload, images.store.size)];
  },
});

function notYet({ settings, podSpecPath }: ConfidentialWorkload): Finding {
  return {
    path: podSpecPath,
    severity: 'warning',
    message: `images.store has no effect, since Contrast ${settings.release.name} has no image store: use 1.13 or newer, or set memory limits that hold the images`,
  };
}

function* judge(annotation: ContrastAnnotation, release: Release): Iterable<Finding> {
  const { key, value, path, node } = annotation;
  const problem = imageStoreProblem(value);
  const size = problem ? undefined : parseQuantity(value);
  const tooSmall = size && size.nano > 0n ? deviceSizeProblem(size) : undefined;
  if (problem) {
    yield {
      path,
      severity: 'error',
      currentValue: value,
      message: `${key} is invalid at ${describeProblem(problem)}`,
    };
  } else if (/^[0-9.eE+]+$/.test(value) && node.style === 'plain' && node.tag === undefined) {
    yield {
      path,
      severity: 'error',
      currentValue: value,
      message: `${key} is a number, but the API server accepts only strings in annotations: quote it as "${value}"`,
    };
  } else if (tooSmall) {
    yield {
      path,
      severity: tooSmall.isRefused ? 'error' : 'warning',
      currentValue: value,
      message: `the image store of ${key} has the wrong size: ${tooSmall.problem}`,
    };
  } else if (value !== '0' && release.fact('imageStore').value === 'opt-in') {
    yield {
      path,
      currentValue: value,
      message: `requires an image store of ${value}, which ${NEEDS_FLAG}`,
    };
  }
}

const NEEDS_FLAG = 'the pod gets only with contrast generate --inject-image-store';

function setSize({ settings, podMetadataPath }: ConfidentialWorkload, size: Quantity): Finding {
  const path = [...podMetadataPath, 'annotations', `${CONTRAST_PREFIX}image-store-size`];
  const isOff = size.nano === 0n;
  // Only this text turns the store off.
  const text = isOff ? '0' : size.text.trim();
  const flag = settings.release.fact('imageStore').value === 'opt-in' ? `, which ${NEEDS_FLAG}` : '';
  const effect = isOff
    ? 'no image store, as configured by images.store'
    : `an image store of ${text} on an encrypted disk${flag}`;
  return {
    path,
    proposedValue: text,
    message: `images.store ${isOff ? 'disables the image store' : `requires an image store of ${text}`}: set the annotation`,
    fix: { edits: [set(path, text)], message: `set to ${text}: ${effect}` },
  };
}
