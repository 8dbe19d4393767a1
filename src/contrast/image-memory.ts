import type { ImageSize, Settings } from '../config/settings.ts';
import { formatImage, imageReferenceOf } from '../kube/image-reference.ts';
import { parseQuantity, type Quantity, sumOf } from '../kube/quantity.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Container, Workload } from '../kube/workload.ts';
import { itemsAt, textAt } from '../yaml/read.ts';
import { annotationOf } from './annotations.ts';
import { effectivePlatform } from './effective-platform.ts';
import { sizeOf } from './image-sizes.ts';
import { IMAGE_STORE_DEVICE } from './reserved.ts';
import { atLeast } from './version.ts';

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
  /** Images whose size nothing tells, as the manifest writes them. */
  unknown: string[];
}

/**
 * True where the guest pulls images into its memory: on bare metal, unless the pod has an image store on disk, which
 * came with Contrast 1.13, and which 1.13 to 1.15 gave to every pod that did not refuse it.
 */
export function keepsImagesInMemory(workload: Workload): boolean {
  const { settings } = workload;
  if (effectivePlatform(workload).host === 'aks') return false;
  if (!atLeast(settings.version, '1.13')) return true;
  const size = annotationOf(workload, 'image-store-size')?.value;
  if (size !== undefined) return parseQuantity(size.trim())?.nano === 0n;
  if (workload.containers.some(bringsImageStore)) return false;
  const configured = settings.images.store?.size.nano;
  return configured === undefined ? atLeast(settings.version, '1.16') : configured === 0n;
}

/** True for a container that attaches a disk for images of its own (Contrast documentation, Secure image store: by the device's path). */
export function bringsImageStore({ node }: Container): boolean {
  return itemsAt(node, 'volumeDevices').some((device) => textAt(device, 'devicePath') === IMAGE_STORE_DEVICE);
}

export function imagesOf(workload: Workload): PodImages {
  const found: PodImages = { byContainer: new Map(), initOnly: [], unknown: [] };
  const seen = new Set<string>();
  const judged = judgedContainers(workload);
  for (const container of judged) if (container.role !== 'init') addImage(found, seen, container, workload);
  for (const container of judged) if (container.role === 'init') addImage(found, seen, container, workload);
  return found;
}

function addImage(found: PodImages, seen: Set<string>, container: Container, { settings }: Workload): void {
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
 * The least limit for the images counted at a container, in nanobytes: ten times their compressed size, unless another
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

/** Exact for multipliers of up to three decimals, rounded up. */
function multiply(nano: bigint, multiplier: number): bigint {
  return (nano * BigInt(Math.round(multiplier * 1000)) + 999n) / 1000n;
}
