import type { ImageSize } from '../config/settings.ts';
import { sizeOf } from '../contrast/image-sizes.ts';
import { set } from '../edit/edit.ts';
import { type ImageReference, imageReferenceOf, readImage } from '../kube/image-reference.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

/** Images that `contrast generate` replaces by those of its own release (Contrast source, verifier ImageRefValid). */
export const OWN_IMAGES = 'ghcr.io/edgelesssys/contrast';

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export const imageDigest = defineRule({
  id: 'image-digest',
  summary: 'Name images by their digest.',
  rationale:
    'The policy holds for one image, layer by layer. A tag that moves on makes the VM refuse the container, and `contrast generate` refuses images without a digest.',
  remedy:
    'Applied by itself where `images.sizes` or a file of `prepare-contrast sizes --pin` gives the digest of an image: it is added behind the tag. Otherwise write name:tag@sha256:… yourself.',
  source:
    'Contrast source, verifier ImageRefValid; Contrast documentation, Prepare deployment files, Pod resources',
  severity: 'warning',

  *inspect(workload) {
    for (const container of judgedContainers(workload)) {
      const reference = imageReferenceOf(container);
      if (!reference || isDigest(reference.digest) || container.image!.startsWith(OWN_IMAGES)) continue;
      yield judge(workload, container, reference);
    }
  },
});

function isDigest(text: string | undefined): boolean {
  return text !== undefined && DIGEST.test(text);
}

/** The image has no digest, or one that is none. */
function judge({ settings }: Workload, container: Container, reference: ImageReference): Finding {
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
  const message = `${container.title} names the image ${image} without a digest, so its policy holds only until the tag moves on`;
  if (known === undefined) {
    return {
      path,
      currentValue: image,
      message: `${message}: write ${withTag(image, tag)}@sha256:…, or give the digest in images.sizes of the configuration`,
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
      message: `set to the digest that images.sizes gives for ${image}, so that the policy goes on holding when the tag moves on`,
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
    return 'not pinned; prepare-contrast sizes --pin or pin: true beside it has it written';
  return undefined;
}

/** The reference as written, with the tag that is implied where it has none. */
function withTag(image: string, tag: string | undefined): string {
  const isWritten = image.lastIndexOf(':') > image.lastIndexOf('/');
  return isWritten || tag === undefined ? image : `${image}:${tag}`;
}
