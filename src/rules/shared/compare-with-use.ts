import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import {
  type MeasuredLimit,
  measuredLimit,
  mostWithImages,
  originOf,
} from '../../contrast/measured-limits.ts';
import { describeDoubts } from '../../contrast/usage-doubts.ts';
import {
  formatWorkingSet,
  WORKING_SET_ANNOTATION,
  workingSetAnnotation,
  workingSetOf,
  workingSetPath,
} from '../../contrast/working-set.ts';
import { type SoundAmount, soundMemory } from '../../kubernetes/memory-quantity.ts';
import {
  describeMemory,
  formatMebibytes,
  mebibytes,
  parseQuantity,
  type Quantity,
} from '../../kubernetes/quantity.ts';
import { replicasOf } from '../../kubernetes/replicas.ts';
import type { ResourceHolder } from '../../kubernetes/resource-holder.ts';
import { holderTitle, userContainers } from '../../kubernetes/resources.ts';
import type { Container } from '../../kubernetes/workload.ts';
import { joinWords } from '../../util/join-words.ts';
import { set } from '../../yaml/edit/edit.ts';
import type { Finding } from '../rule.ts';
import { optIn, wantsFix } from '../wants-fix.ts';

const ID = 'memory-limit';

/** A limit from which a remark says that it is far above measured use: twice as much, and as much as a small container needs. */
const FAR = { factor: 2n, difference: mebibytes(128) };

/** An existing limit and what measured use requires, in nanobytes. */
interface Comparison {
  holder: ResourceHolder | Container;
  /** Name of the container; `*` for the pod. */
  key: string;
  limit: SoundAmount;
  /** The limit without the memory that was added for images. */
  ownLimit: bigint;
  required: bigint;
  /** What the limit should be with the images that count there. */
  withImages: bigint;
  /** Where `required` comes from, as the rest of a sentence. */
  origin: string;
  doubts: string[];
}

/** Compares the existing limits of a workload with its measured use: too small is a warning, far too large a remark. */
export function compareWithUse(workload: ConfidentialWorkload): Finding[] {
  // The rule image-memory reports an annotation that cannot be read.
  const workingSet = workingSetOf(workload) ?? new Map<string, Quantity>();
  const compared = comparisonsOf(workload, workingSet);
  const small = compared.filter(isTooSmall);
  return [
    ...keptWorkingSet(workload, workingSet, small),
    ...compared.flatMap((entry) =>
      isTooSmall(entry) ? [tooSmall(workload, entry)] : [...farAbove(workload, entry), ...uncertain(entry)],
    ),
  ];
}

function isTooSmall({ ownLimit, required }: Comparison): boolean {
  return ownLimit < required;
}

function comparisonsOf(
  workload: ConfidentialWorkload,
  workingSet: ReadonlyMap<string, Quantity>,
): Comparison[] {
  const measured = userContainers(workload).flatMap((container) => {
    const found = measuredLimit(workload, container);
    return found ? [{ container, found }] : [];
  });
  const whole = soundMemory(workload.pod, 'limits');
  if (whole) return whole === 'unsound' ? [] : wholePod(workload, whole, measured, workingSet);
  return measured.flatMap(({ container, found }) => {
    const limit = soundMemory(container, 'limits');
    if (!limit || limit === 'unsound') return [];
    return [
      {
        holder: container,
        key: container.name,
        limit,
        ownLimit: workingSet.get(container.name)?.nano ?? limit.quantity.nano,
        required: found.limit,
        withImages: mostWithImages(workload, container, found.limit),
        origin: originOf(found, workload),
        doubts: describeDoubts(found.use),
      },
    ];
  });
}

/** The limit of the pod holds for its containers together; it is too large only if all of them were measured. */
function wholePod(
  workload: ConfidentialWorkload,
  limit: SoundAmount,
  measured: readonly { container: Container; found: MeasuredLimit }[],
  workingSet: ReadonlyMap<string, Quantity>,
): Comparison[] {
  const running = measured.filter(({ container: { role } }) => role !== 'init');
  if (running.length === 0) return [];
  const required = running.reduce((sum, { found }) => sum + found.limit, 0n);
  const ownLimit = workingSet.get('*')?.nano ?? limit.quantity.nano;
  const isComplete = running.length === userContainers(workload).filter(({ role }) => role !== 'init').length;
  const images = running.reduce(
    (sum, { container, found }) => sum + mostWithImages(workload, container, found.limit),
    0n,
  );
  return [
    {
      holder: workload.pod,
      key: '*',
      limit,
      ownLimit,
      required,
      withImages: isComplete ? images : limit.quantity.nano,
      origin: `the sum of ${running.map(({ container, found }) => `${formatMebibytes(found.limit)} for ${container.name}`).join(', ')}`,
      doubts: running.flatMap(({ container, found }) =>
        describeDoubts(found.use).map((doubt) => `${container.name}: ${doubt}`),
      ),
    },
  ];
}

function tooSmall(workload: ConfidentialWorkload, entry: Comparison): Finding {
  const { holder, limit, ownLimit, required, origin, doubts } = entry;
  const who = holderTitle(holder);
  const current = limit.quantity.text.trim();
  // The part for images stays.
  const text = formatMebibytes(required + limit.quantity.nano - ownLimit);
  const doubt = doubts.length === 0 ? '' : ` (the measurement has ${joinWords(doubts)})`;
  const reason = `less than ${formatMebibytes(required)}, which is ${origin}${doubt}`;
  return {
    path: limit.path,
    severity: 'warning',
    currentValue: current,
    proposedValue: text,
    message: `the memory limit ${current} of ${who}${partWithoutImages(entry)} is ${reason}: raise it to ${text}`,
    ...optIn(workload.settings, ID, () => ({
      edits: [set(limit.path, text)],
      message: `raised the memory limit of ${who} from ${current} to ${text}, because ${ownLimit === limit.quantity.nano ? 'it was' : `the ${describeMemory(ownLimit)} of it without images were`} ${reason}`,
    })),
  };
}

/** The part of a limit that is not for images, if the annotation says so. */
function partWithoutImages({ limit, ownLimit }: Comparison): string {
  return ownLimit === limit.quantity.nano ? '' : `, ${describeMemory(ownLimit)} of it without images,`;
}

/** The annotation with the limits without images, if limits that it lists are raised. */
function keptWorkingSet(
  workload: ConfidentialWorkload,
  workingSet: ReadonlyMap<string, Quantity>,
  small: readonly Comparison[],
): Finding[] {
  const kept = small.filter(({ key }) => workingSet.has(key));
  const annotation = workingSetAnnotation(workload);
  if (!annotation || kept.length === 0 || !wantsFix(workload.settings, ID)) return [];
  const raised = new Map(workingSet);
  for (const { key, required } of kept) raised.set(key, parseQuantity(formatMebibytes(required))!);
  const path = workingSetPath(workload);
  const text = formatWorkingSet(raised);
  return [
    {
      path,
      severity: 'warning',
      currentValue: annotation.value,
      proposedValue: text,
      message: `the limits without images in the annotation ${WORKING_SET_ANNOTATION} are less than measured use requires: set it to ${text}`,
      fix: {
        edits: [set(path, text)],
        message: 'raised the limits without images, as measured use requires',
      },
    },
  ];
}

function farAbove(workload: ConfidentialWorkload, entry: Comparison): Finding[] {
  const { holder, limit, ownLimit, withImages, origin, required, doubts } = entry;
  // The part of the limit for images is in the annotation, or will be added.
  const isSplit = ownLimit !== limit.quantity.nano || workload.settings.images.strategy === 'add';
  const [current, wanted] = isSplit ? [ownLimit, required] : [limit.quantity.nano, withImages];
  const excess = current - wanted;
  if (doubts.length > 0 || current < FAR.factor * wanted || excess < FAR.difference) return [];
  const replicas = replicasOf(workload);
  const perPod = formatMebibytes(excess);
  const total =
    replicas === undefined || replicas < 2
      ? ''
      : `, ${formatMebibytes(excess * BigInt(replicas))} for ${replicas} replicas`;
  const text = limit.quantity.text.trim();
  const images = !isSplit && withImages > required ? `, and ${formatMebibytes(withImages)} with images` : '';
  return [
    {
      path: limit.path,
      severity: 'info',
      currentValue: text,
      message: `the memory limit ${text} of ${holderTitle(holder)}${partWithoutImages(entry)} is far above ${formatMebibytes(required)}, which is ${origin}${images}: each replica takes ${perPod} more of a node than it needs${total}`,
    },
  ];
}

function uncertain({ holder, limit, doubts }: Comparison): Finding[] {
  if (doubts.length === 0) return [];
  return [
    {
      path: limit.path,
      severity: 'info',
      currentValue: limit.quantity.text.trim(),
      message: `the memory limit ${limit.quantity.text.trim()} of ${holderTitle(holder)} covers its measured use, but the measurement has ${joinWords(doubts)}`,
    },
  ];
}
