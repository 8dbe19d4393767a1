import type { InputFacts } from '../cluster/facts.ts';
import type { Settings } from '../config/settings.ts';
import { imagesOf, keepsImagesInMemory, type PodImages, type SizedImage } from '../contrast/image-memory.ts';
import { type PlannedLimit, planLimits } from '../contrast/image-plan.ts';
import { type FixedFinding, raiseLimit } from '../contrast/raise-limit.ts';
import {
  formatWorkingSet,
  WORKING_SET_ANNOTATION,
  workingSetAnnotation,
  workingSetOf,
} from '../contrast/working-set.ts';
import { set } from '../edit/edit.ts';
import { describeMemory, type Quantity } from '../kube/quantity.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { firstFew } from '../short-list.ts';
import type { Path } from '../yaml/read.ts';

/** Images that a message names. */
const MOST_NAMED = 5;

export const imageMemory = defineRule({
  id: 'image-memory',
  summary: 'Make memory limits large enough for the images that the VM pulls into its memory.',
  rationale:
    'On bare metal a pod pulls and unpacks its images inside of the VM, into encrypted memory: a limit that covers the application alone fails with "no space left on device" when the pod starts.',
  remedy:
    '`prepare-contrast sizes` measures images and writes a file for `images.sizesFrom`; or give sizes in `images.sizes`. The strategy `raise` then raises limits by itself, `add` puts the images on top of the limit, `check` only reports.',
  source:
    'Contrast documentation, Prepare deployment files, Pod resources; Contrast source, automatic memory limits',
  severity: 'warning',

  inspect(workload, facts) {
    if (!keepsImagesInMemory(workload)) return undefined;
    const images = imagesOf(workload);
    const findings = images.unknown.length > 0 ? [unknownSize(workload, images.unknown)] : [];
    const workingSet = workingSetOf(workload);
    if (!workingSet) return [...findings, unreadableWorkingSet(workload)];
    const hasSizes = images.byContainer.size > 0 || images.initOnly.length > 0;
    return hasSizes ? [...findings, ...makeRoom(workload, images, facts, workingSet)] : findings;
  },
});

function workingSetPath({ podMetadataPath }: Workload): Path {
  return [...podMetadataPath, 'annotations', WORKING_SET_ANNOTATION];
}

function unknownSize({ settings, podSpecPath }: Workload, unknown: string[]): Finding {
  return {
    path: podSpecPath,
    message: `the VM pulls its images into memory, but nothing tells the size of ${firstFew(unknown, MOST_NAMED)}: have prepare-contrast sizes measure it or give it in images.sizes, and check that the limits cover ${settings.images.multiplier} times the compressed size`,
  };
}

function unreadableWorkingSet(workload: Workload): Finding {
  return {
    path: workingSetPath(workload),
    severity: 'error',
    currentValue: workingSetAnnotation(workload)!.value,
    message: `the annotation ${WORKING_SET_ANNOTATION} is not of the form web=512Mi,proxy=64Mi: mend it, or remove it and set the limits to what the containers need without their images`,
  };
}

function* makeRoom(
  workload: Workload,
  images: PodImages,
  facts: InputFacts,
  workingSet: Map<string, Quantity>,
): Iterable<Finding> {
  const { settings } = workload;
  const planned = planLimits(workload, images, facts, workingSet);
  const raises = planned
    .filter(({ limit, target }) => target > limit.quantity.nano)
    .map((entry) => raise(entry, planned, settings));
  if (settings.images.strategy === 'check') {
    for (const { fix: _, ...standing } of raises) yield standing;
    return;
  }
  const toKeep = settings.images.strategy === 'add' ? setToKeep(planned, workingSet) : workingSet;
  if (raises.length > 0 && toKeep.size > workingSet.size)
    yield keepWorkingSet(workload, formatWorkingSet(toKeep));
  yield* raises;
}

function keepWorkingSet(workload: Workload, text: string): FixedFinding {
  const path = workingSetPath(workload);
  const kept = workingSetAnnotation(workload)?.value;
  return {
    path,
    ...(kept === undefined ? {} : { currentValue: kept }),
    proposedValue: text,
    message: `the limits without images have to be kept in the annotation ${WORKING_SET_ANNOTATION}, so that images are added to them once only: set it to ${text}`,
    fix: {
      edits: [set(path, text)],
      message: 'kept the limits without images, so that a later run does not add the images again',
    },
  };
}

function raise(entry: PlannedLimit, planned: PlannedLimit[], settings: Settings): FixedFinding {
  const { holder, limit, target } = entry;
  return raiseLimit({ holder, limit, to: target, reason: reasonOf(entry, planned, settings) });
}

function reasonOf(
  { images, forShare }: PlannedLimit,
  planned: PlannedLimit[],
  { images: { multiplier, strategy, share } }: Settings,
): string {
  const names = firstFew(images, MOST_NAMED, ({ image }) => image);
  if (forShare) {
    const part = share === 'half' ? 'half of the memory of the VM' : 'the memory of the VM';
    const ofPod = planned.flatMap((limit) => limit.images).filter(({ uncompressed }) => uncompressed);
    return `because the images of the pod, compressed and unpacked together (${storedText(ofPod, multiplier)}), must fit into ${part}`;
  }
  if (strategy === 'add')
    return `because ${names} ${images.length === 1 ? 'takes' : 'take'} memory of the VM beside what its containers need (${storedText(images, multiplier)})`;
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

/** What was kept already, and the limits so far of containers to which images are added. */
function setToKeep(planned: PlannedLimit[], kept: ReadonlyMap<string, Quantity>): Map<string, Quantity> {
  const set = new Map(kept);
  for (const { key, images, limit } of planned) {
    if (images.length > 0 && key !== '' && !set.has(key)) set.set(key, limit.quantity);
  }
  return set;
}
