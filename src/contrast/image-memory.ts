import { formatImage, imageReferenceOf } from '../kubernetes/image-reference.ts';
import { memoPerEdit } from '../kubernetes/memo.ts';
import { parseQuantity, type Quantity, sumOf } from '../kubernetes/quantity.ts';
import { userContainers } from '../kubernetes/resources.ts';
import type { Container } from '../kubernetes/workload.ts';
import { itemsAt, textAt } from '../yaml/access.ts';
import { annotationOf } from './annotations.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { effectivePlatform } from './effective-platform.ts';
import { sizeOf } from './image-sizes.ts';
import { IMAGE_STORE_DEVICE } from './reserved-names.ts';
import type { ImageSize, Settings } from './settings.ts';

/** An image whose size is known. */
export interface SizedImage {
  /** As the manifest writes it. */
  image: string;
  compressed: Quantity;
  uncompressed: Quantity | undefined;
}

/** The images of a pod, each counted once. */
export interface PodImages {
  /** Images by the container, main or sidecar, that is the first to use them. */
  byContainer: Map<Container, SizedImage>;
  /** Images that only ordinary init containers use. */
  initOnly: SizedImage[];
  /** Images of unknown size, as written in the manifest. */
  unknown: string[];
}

/**
 * True where the guest pulls images into its memory: on bare metal, unless the pod has an image store on disk, which
 * some releases give to every pod that does not refuse it.
 */
export function keepsImagesInMemory(workload: ConfidentialWorkload): boolean {
  const { settings } = workload;
  if (effectivePlatform(workload).host === 'aks') return false;
  const byRelease = settings.release.fact('imageStore').value;
  if (byRelease === 'absent') return true;
  const size = annotationOf(workload, 'image-store-size')?.value;
  if (size !== undefined) return parseQuantity(size.trim())?.nano === 0n;
  if (attachedStores(workload).length > 0) return false;
  const configured = settings.images.store?.size.nano;
  return configured === undefined ? byRelease === 'opt-in' : configured === 0n;
}

/** True if `contrast generate` adds an image store to the pod: by its annotation, `images.store.size`, or the default of the release. */
export function getsImageStore(workload: ConfidentialWorkload): boolean {
  const { release, images } = workload.settings;
  const byRelease = release.fact('imageStore').value;
  if (byRelease === 'absent') return false;
  const size = annotationOf(workload, 'image-store-size')?.value;
  if (size !== undefined) return parseQuantity(size.trim())?.nano !== 0n;
  const configured = images.store?.size.nano;
  return configured === undefined ? byRelease !== 'opt-in' : configured !== 0n;
}

const attachedStores = memoPerEdit(({ containers }) => containers.filter(bringsImageStore));

/** True for a container that attaches its own disk for images (Contrast documentation, Secure image store: by the device's path). */
export function bringsImageStore({ node }: Container): boolean {
  return itemsAt(node, 'volumeDevices').some((device) => textAt(device, 'devicePath') === IMAGE_STORE_DEVICE);
}

export const imagesOf = memoPerEdit((workload: ConfidentialWorkload): PodImages => {
  const found: PodImages = { byContainer: new Map(), initOnly: [], unknown: [] };
  const seen = new Set<string>();
  const judged = userContainers(workload);
  for (const container of judged) if (container.role !== 'init') addImage(found, seen, container, workload);
  for (const container of judged) if (container.role === 'init') addImage(found, seen, container, workload);
  return found;
});

function addImage(
  found: PodImages,
  seen: Set<string>,
  container: Container,
  { settings }: ConfidentialWorkload,
): void {
  const reference = imageReferenceOf(container);
  if (!reference) return;
  const name = formatImage(reference);
  if (seen.has(name)) return;
  seen.add(name);
  const sized = withSize(container.image!, sizeOf(settings.images.sizes, reference));
  if (!sized) found.unknown.push(container.image!);
  else if (container.role === 'init') found.initOnly.push(sized);
  else found.byContainer.set(container, sized);
}

function withSize(image: string, size: ImageSize | undefined): SizedImage | undefined {
  return size?.compressed && { image, compressed: size.compressed, uncompressed: size.uncompressed };
}

/**
 * The minimum limit for the images counted at a container, in nanobytes: ten times their compressed size, unless another
 * multiplier is configured (Contrast documentation, Prepare deployment files, Pod resources).
 */
export function imageFloor(images: SizedImage[], settings: Settings): bigint {
  return multiply(sumOf(images.map(({ compressed }) => compressed)), settings.images.multiplier);
}

/** What the images take beside the working set: both their forms where known, else as much as the floor. */
export function imageMemory(images: SizedImage[], settings: Settings): bigint {
  return images.reduce((sum, image) => sum + (storedSize(image) ?? imageFloor([image], settings)), 0n);
}

/** Compressed and uncompressed layers together, which both have to fit; undefined where only one is known. */
export function storedSize({ compressed, uncompressed }: SizedImage): bigint | undefined {
  return uncompressed && compressed.nano + uncompressed.nano;
}

/** Returns the sum of the stored sizes that are known. */
export function storedSum(images: readonly SizedImage[]): bigint {
  return images.reduce((sum, image) => sum + (storedSize(image) ?? 0n), 0n);
}

/** Multiplies an amount in nanobytes: exact for multipliers of up to three decimals, rounded up. */
export function multiply(nano: bigint, multiplier: number): bigint {
  return (nano * BigInt(Math.round(multiplier * 1000)) + 999n) / 1000n;
}
