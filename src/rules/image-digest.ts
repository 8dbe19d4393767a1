import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { CONTRAST_IMAGES } from '../contrast/contrast-images.ts';
import { sizeOf } from '../contrast/image-sizes.ts';
import { isCertainly, isPossibly } from '../contrast/releases.ts';
import type { ImageSize } from '../contrast/settings.ts';
import {
  type ImageReference,
  imageReferenceOf,
  isImageName,
  readImage,
} from '../kubernetes/image-reference.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { SIZES_FILE } from './setting.ts';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const imageDigest = defineRule({
  id: 'image-digest',
  summary: 'Name images by their digest.',
  rationale:
    'The policy is valid for one image, layer by layer. If the tag moves to another image, the VM rejects the container, and `contrast generate` rejects images of main containers without a digest in releases that check them.',
  remedy:
    'Applied automatically if `images.sizes` or a file of `prepare-contrast sizes --pin` has the digest of an image: it is appended to the tag. Otherwise write name:tag@sha256:… yourself.',
  source:
    'Contrast source, verifier ImageRefValid; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  *inspect(workload) {
    for (const container of userContainers(workload)) {
      const reference = imageReferenceOf(container);
      const placeholder = reference && placeholderFinding(container);
      if (placeholder) yield placeholder;
      if (
        placeholder ||
        !reference ||
        isDigest(reference.digest) ||
        container.image!.startsWith(CONTRAST_IMAGES)
      )
        continue;
      yield judge(workload, container, reference);
    }
  },
});

/** What the templates of tools have where the image belongs; a host such as `PROJECT_ID` or `$REGISTRY` is one as well. */
const PLACEHOLDER = /[$<>{}%]|:\/\/|[A-Z]/;
/** Istio's webhook replaces this image when the pod starts (Istio documentation, Installing gateways). */
const ISTIO = 'auto';

/** The finding about an image that cannot be pulled. */
function placeholderFinding({ path, title, image = '' }: Container): Finding | undefined {
  if (image !== ISTIO && isImageName(image)) return undefined;
  const isPlaceholder = image === ISTIO || PLACEHOLDER.test(image);
  return {
    path: [...path, 'image'],
    severity: 'error',
    currentValue: image,
    message: `the image ${JSON.stringify(image)} of ${title} is ${isPlaceholder ? 'a placeholder' : 'not a valid reference'}, so contrast generate cannot pull it; ${isPlaceholder ? 'fill it in first' : 'correct it'}`,
  };
}

function isDigest(text: string | undefined): boolean {
  return text !== undefined && DIGEST.test(text);
}

/** The image has no digest, or an invalid one. */
function judge(workload: ConfidentialWorkload, container: Container, reference: ImageReference): Finding {
  const finding = withoutDigest(workload, container, reference);
  return isRejected(workload, container) ? { ...finding, severity: 'error' } : finding;
}

/** True where `contrast generate` certainly aborts: its verifier passes over init containers. */
function isRejected({ settings }: ConfidentialWorkload, { role }: Container): boolean {
  return role === 'main' && isCertainly(settings.release.fact('imageDigests'), 'required');
}

/** What `contrast generate` does about it at the release. */
function consequence({ settings: { release } }: ConfidentialWorkload, { role }: Container): string {
  const fact = release.fact('imageDigests');
  if (role !== 'main' || !isPossibly(fact, 'required')) return '';
  return isCertainly(fact, 'required')
    ? `, and contrast generate of Contrast ${release.name} rejects it`
    : `, and contrast generate may reject it (inferred for Contrast ${release.name})`;
}

/** The same for several containers; init containers without a digest are not decided separately. */
function consequenceForAll(workload: ConfidentialWorkload, container: Container): string {
  if (isRejected(workload, container)) return ', and contrast generate rejects them';
  return isPossibly(workload.settings.release.fact('imageDigests'), 'required')
    ? ', and contrast generate may reject them'
    : '';
}

function withoutDigest(
  workload: ConfidentialWorkload,
  container: Container,
  reference: ImageReference,
): Finding {
  const { settings } = workload;
  const path = [...container.path, 'image'];
  const image = container.image!;
  const { digest, tag } = reference;
  if (digest !== undefined) {
    return {
      path,
      currentValue: image,
      message: `the image of ${container.title} has the digest ${JSON.stringify(digest)}, but a digest is sha256: and 64 hexadecimal digits: correct it`,
    };
  }
  const size = sizeOf(settings.images.sizes, reference);
  const known = knownDigest(size);
  const message = `${container.title} names the image ${image} without a digest, so its policy is valid only until the tag moves${consequence(workload, container)}`;
  if (known === undefined) {
    return {
      path,
      currentValue: image,
      message: `${message}: write ${withTag(image, tag)}@sha256:…, or pin it with prepare-contrast sizes --pin`,
      cause: {
        message: `containers name images without a digest, so their policies are valid only until the tags move${consequenceForAll(workload, container)}: write name:tag@sha256:…, or pin them with prepare-contrast sizes --pin`,
        subject: image,
      },
      setting: SIZES_FILE,
    };
  }
  const notPinned = whyNotPinned(size);
  if (notPinned !== undefined)
    return { path, currentValue: image, message: `${message}: the digest is known, but ${notPinned}` };
  const pinned = `${withTag(image, tag)}@${known}`;
  return {
    path,
    currentValue: image,
    proposedValue: pinned,
    message: `${message}: write ${pinned}`,
    fix: {
      edits: [set(path, pinned)],
      message: `set to the digest that images.sizes gives for ${image}, so that the policy stays valid when the tag moves`,
    },
  };
}

/** The digest that the sizes give for the image. */
function knownDigest(size: ImageSize | undefined): string | undefined {
  const digest = size && (size.digest ?? readImage(size.image).digest);
  return isDigest(digest) ? digest : undefined;
}

/** Why the digest is not to be written; undefined where it is. `sizes --pin` says so of the file, and an entry's own word counts more. */
function whyNotPinned({ pin, filePin }: Partial<ImageSize> = {}): string | undefined {
  if (pin === false) return 'its entry says pin: false';
  if (pin === undefined && filePin === false)
    return 'not pinned; prepare-contrast sizes --pin or pin: true in its entry writes it';
  return undefined;
}

/** The reference as written, with the tag that is implied where it has none. */
function withTag(image: string, tag: string | undefined): string {
  const isWritten = image.lastIndexOf(':') > image.lastIndexOf('/');
  return isWritten || tag === undefined ? image : `${image}:${tag}`;
}
