import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { certainShare, limitIfHalf, type PlannedLimit, planImageLimits } from '../contrast/image-limits.ts';
import {
  imagesOf,
  keepsImagesInMemory,
  multiply,
  type PodImages,
  type SizedImage,
  storedSum,
} from '../contrast/image-memory.ts';
import { isCertainly, isPossibly } from '../contrast/releases.ts';
import type { Settings } from '../contrast/settings.ts';
import {
  formatWorkingSet,
  WORKING_SET_ANNOTATION,
  workingSetAnnotation,
  workingSetOf,
  workingSetPath,
} from '../contrast/working-set.ts';
import { readImage } from '../kubernetes/image-reference.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { describeMemory, mebibytes, type Quantity } from '../kubernetes/quantity.ts';
import { withoutMemoryLimit } from '../kubernetes/resources.ts';
import { firstFew } from '../util/join-words.ts';
import { pluralize } from '../util/plural.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { SIZES_FILE } from './setting.ts';
import { type FixedFinding, raiseLimit } from './shared/raise-limit.ts';

/** Raises by a larger factor need a look. */
const MOST_RAISED = 4n;
/** Compressed size from which on ten times the size is too much (Contrast documentation, Pod resources: "small to medium-sized images"). */
const LARGE_IMAGE = mebibytes(512);
/** Compressed size of a very small image, that of busybox: a limit with less room than that for each image is too small for any. */
const SMALLEST_IMAGE = mebibytes(2);

/** Images that a message names. */
const MOST_NAMED = 5;

export const imageMemory = defineRule({
  id: 'image-memory',
  summary: 'Make memory limits large enough for the images that the VM pulls into its memory.',
  rationale:
    'On bare metal a pod pulls and unpacks its images inside of the VM, into encrypted memory: a limit that covers the application alone fails with "no space left on device" when the pod starts.',
  remedy:
    '`prepare-contrast sizes` measures images and writes a file for `images.sizesFrom`; or give sizes in `images.sizes`. The strategy `raise` then raises limits automatically, with a warning for large images and for more than four times the limit; `add` puts the images on top of the limit, `check` only reports.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Contrast source, automatic memory limits',
  severity: 'warning',

  inspect(workload, facts) {
    if (!keepsImagesInMemory(workload)) return undefined;
    if (facts.generateArguments?.includes('--calculate-pod-memory')) return [leftToGenerate(workload)];
    const images = imagesOf(workload);
    const findings = images.unknown.length > 0 ? [unknownSize(workload, images.unknown)] : [];
    const workingSet = workingSetOf(workload);
    if (!workingSet) return [...findings, unreadableWorkingSet(workload)];
    const hasSizes = images.byContainer.size > 0 || images.initOnly.length > 0;
    return hasSizes ? [...findings, ...makeRoom(workload, images, facts, workingSet)] : findings;
  },
});

/** The flag makes `contrast generate` add the memory of the images itself (Contrast source, generate). */
function leftToGenerate({ podSpecPath, settings: { release } }: ConfidentialWorkload): Finding {
  const fact = release.fact('podMemoryFlag');
  const result =
    'contrast generate --calculate-pod-memory makes room for the images, so no limit is raised for them: the figures here are without that room';
  const message = !isPossibly<string>(fact, 'hidden')
    ? `contrast generate of Contrast ${release.name} has no flag --calculate-pod-memory as far as is known; leave it out, or set contrastVersion to the release of the CLI`
    : isCertainly<string>(fact, 'hidden')
      ? result
      : `${result}. That Contrast ${release.name} has this flag is inferred`;
  return { path: podSpecPath, severity: isCertainly<string>(fact, 'hidden') ? 'info' : 'warning', message };
}

function unknownSize(workload: ConfidentialWorkload, unknown: string[]): Finding {
  const { settings, podSpecPath } = workload;
  const tooSmall = limitBelowAnyImage(workload, unknown.length);
  if (tooSmall) return tooSmall;
  return {
    path: podSpecPath,
    message: `the VM pulls its images into memory, but the size of ${firstFew(unknown, MOST_NAMED)} is unknown: measure it with prepare-contrast sizes, and check that the limits cover ${settings.images.multiplier} times the compressed size`,
    cause: {
      message: `the VMs pull their images into memory, but the sizes of images are unknown: measure them with prepare-contrast sizes, and check that the limits cover ${settings.images.multiplier} times the compressed size`,
      subject: firstFew(unknown.map(shortName), MOST_NAMED),
    },
    setting: SIZES_FILE,
  };
}

/** The finding about a pod whose limits are too small for images of any size; undefined if a limit is missing, which is an error already. */
function limitBelowAnyImage(workload: ConfidentialWorkload, images: number): Finding | undefined {
  const { settings, podSpecPath } = workload;
  const limit = podLimit(workload, 'memory');
  const minimum = multiply(SMALLEST_IMAGE * BigInt(images), settings.images.multiplier);
  if (limit === undefined || withoutMemoryLimit(workload).length > 0 || limit >= minimum) return undefined;
  return {
    path: podSpecPath,
    severity: 'error',
    message: `the VM pulls its images into memory, but the memory limits of ${describeMemory(limit)} are too small for any image: ${pluralize(images, 'image')} of ${describeMemory(SMALLEST_IMAGE)}, the size of busybox, would take ${describeMemory(minimum)}; measure the images with prepare-contrast sizes, which raises the limits`,
    setting: SIZES_FILE,
  };
}

/** The image as people name it: a digest is dropped if there is a tag. */
function shortName(image: string): string {
  return readImage(image).tag === undefined ? image : image.split('@', 1)[0]!;
}

function unreadableWorkingSet(workload: ConfidentialWorkload): Finding {
  return {
    path: workingSetPath(workload),
    severity: 'error',
    currentValue: workingSetAnnotation(workload)!.value,
    message: `the annotation ${WORKING_SET_ANNOTATION} is not of the form web=512Mi,proxy=64Mi: correct it, or remove it and set the limits to what the containers need without their images`,
  };
}

function* makeRoom(
  workload: ConfidentialWorkload,
  images: PodImages,
  facts: InputIndex,
  workingSet: Map<string, Quantity>,
): Iterable<Finding> {
  const { settings } = workload;
  const planned = planImageLimits(workload, images, facts, workingSet);
  const raises = planned
    .filter(({ limit, target }) => target > limit.quantity.nano)
    .map((entry) => raise(entry, planned, settings, certainShare(workload)));
  const half = limitIfHalf(workload, planned, facts);
  if (half !== undefined) yield ifHalf(workload, half);
  if (settings.images.strategy === 'check') {
    for (const { fix: _, ...unfixed } of raises) yield unfixed;
    return;
  }
  const toKeep = settings.images.strategy === 'add' ? setToKeep(planned, workingSet) : workingSet;
  if (raises.length > 0 && toKeep.size > workingSet.size)
    yield keepWorkingSet(workload, formatWorkingSet(toKeep));
  yield* raises;
}

function ifHalf({ podSpecPath, settings: { release } }: ConfidentialWorkload, limit: bigint): Finding {
  return {
    path: podSpecPath,
    message: `the images fit if Contrast ${release.name} lets them fill all of the memory of the VM, which is inferred; if it is half as before, the limits must come to ${describeMemory(limit)}: set images.share to all or half for your release`,
  };
}

function keepWorkingSet(workload: ConfidentialWorkload, text: string): FixedFinding {
  const path = workingSetPath(workload);
  const current = workingSetAnnotation(workload)?.value;
  return {
    path,
    ...(current === undefined ? {} : { currentValue: current }),
    proposedValue: text,
    message: `the annotation ${WORKING_SET_ANNOTATION} must have the limits without images, so that images are added only once: set it to ${text}`,
    fix: {
      edits: [set(path, text)],
      message: 'set to the limits without images, so that a later run does not add the images again',
    },
  };
}

function raise(
  entry: PlannedLimit,
  planned: PlannedLimit[],
  settings: Settings,
  share: 'half' | 'all',
): FixedFinding {
  const { holder, limit, target, images } = entry;
  const finding = raiseLimit({
    holder,
    limit,
    to: target,
    reason: reasonOf(entry, planned, settings, share),
  });
  const isLarge = images.some(({ compressed }) => compressed.nano >= LARGE_IMAGE);
  if (!isLarge && target <= limit.quantity.nano * MOST_RAISED) return finding;
  const why = isLarge ? 'the image is large' : `that is more than ${MOST_RAISED} times the limit`;
  const message = `${finding.fix.message}; ${why}: check it, or set ${alternatives(entry, settings)}`;
  return { ...finding, fix: { ...finding.fix, message, severity: 'warning' } };
}

/** The settings that make room for images with less memory. */
function alternatives({ images, forShare }: PlannedLimit, { images: { strategy } }: Settings): string {
  const store = 'images.store.size (images on a disk)';
  if (
    forShare ||
    strategy === 'add' ||
    images.length === 0 ||
    images.some(({ uncompressed }) => !uncompressed)
  )
    return store;
  const together = describeMemory(storedSum(images));
  return `images.strategy: add (the limit plus ${together}, compressed and uncompressed) or ${store}`;
}

function reasonOf(
  { images, forShare }: PlannedLimit,
  planned: PlannedLimit[],
  { images: { multiplier, strategy } }: Settings,
  share: 'half' | 'all',
): string {
  const names = firstFew(images, MOST_NAMED, ({ image }) => image);
  if (forShare) {
    const part =
      share === 'half'
        ? 'half of the memory that the guest system leaves in the VM'
        : 'the memory that the guest system leaves in the VM';
    const ofPod = planned.flatMap((limit) => limit.images).filter(({ uncompressed }) => uncompressed);
    return `because the images of the pod, compressed and unpacked together (${storedText(ofPod, multiplier)}), must fit into ${part}`;
  }
  if (strategy === 'add')
    return `because ${names} ${images.length === 1 ? 'takes' : 'take'} memory of the VM in addition to what its containers need (${storedText(images, multiplier)})`;
  const sizes = images.map(({ compressed }) => quantityText(compressed)).join(' + ');
  return `because ${names} ${images.length === 1 ? 'is' : 'are'} pulled into the memory of the VM, which takes ${multiplier} times the compressed size (${sizes})`;
}

/** What each image takes: in both its forms, `nginx:stable 67Mi + 184Mi`, or where one is not known a multiple of the other. */
function storedText(images: SizedImage[], multiplier: number): string {
  return firstFew(images, MOST_NAMED, ({ image, compressed, uncompressed }) => {
    const size = quantityText(compressed);
    return `${image} ${uncompressed ? `${size} + ${quantityText(uncompressed)}` : `${multiplier} × ${size}`}`;
  });
}

/** As it was written, but a mere number of bytes, as measured ones are, in MiB. */
function quantityText({ text, nano }: Quantity): string {
  return /[A-Za-z]/.test(text) ? text.trim() : describeMemory(nano);
}

/** The limits in the annotation, and the current limits of the containers to which images are added. */
function setToKeep(planned: PlannedLimit[], before: ReadonlyMap<string, Quantity>): Map<string, Quantity> {
  const set = new Map(before);
  for (const { key, images, limit } of planned) {
    if (images.length > 0 && key !== '' && !set.has(key)) set.set(key, limit.quantity);
  }
  return set;
}
