import type { InputIndex } from '../kubernetes/input/index.ts';
import { defaultLimit } from '../kubernetes/input/limit-range.ts';
import { soundMemory } from '../kubernetes/memory-quantity.ts';
import { formatMebibytes, MEBIBYTE, maxOf, type Quantity } from '../kubernetes/quantity.ts';
import type { Container } from '../kubernetes/workload.ts';
import { joinWords } from '../util/join-words.ts';
import { Wildcard } from '../util/wildcard.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { MEMORY_ANNOTATION } from './annotations.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { imageFloor, imagesOf, keepsImagesInMemory } from './image-memory.ts';
import { measuredLimit, originOf } from './measured-limits.ts';
import { describeDoubts } from './usage-doubts.ts';

/** A limit for a container that has none. */
export interface KnownLimit {
  value: string | ScalarNode;
  text: string;
  /** Where it comes from, as the rest of a sentence: "as …". */
  origin: string;
  /** Why the limit may be too small and needs a review, as the rest of a sentence. */
  doubt: string | undefined;
}

/** What is known of the limit that a container should have; undefined where nothing is. */
export function knownLimit(
  workload: ConfidentialWorkload,
  container: Container,
  facts: InputIndex,
): KnownLimit | undefined {
  const request = soundMemory(container, 'requests');
  if (request === 'unsound') return undefined;
  const measured = measuredLimit(workload, container);
  const configured = configuredLimit(workload, container);
  if (configured) {
    const isLess = measured && configured.limit.nano < measured.limit;
    const doubt = isLess
      ? `less than ${formatMebibytes(measured.limit)}, which is ${originOf(measured, workload)}`
      : undefined;
    return known(configured.limit, configured.origin, doubt);
  }

  const requested = request?.quantity.nano ?? 0n;
  if (measured && measured.limit >= requested) {
    const text = formatMebibytes(measured.limit);
    const doubts = describeDoubts(measured.use);
    const doubt =
      doubts.length === 0 ? undefined : `check the limit, because the measurement has ${joinWords(doubts)}`;
    return { value: text, text, origin: originOf(measured, workload), doubt };
  }
  if (measured && request?.scalar) {
    const text = request.quantity.text.trim();
    return {
      value: request.scalar,
      text,
      origin: 'its memory request, which is more than it used',
      doubt: undefined,
    };
  }
  const given = defaultLimit(facts.limitRanges(workload.namespace), 'memory');
  if (given && isSound(given) && given.nano >= requested) {
    return known(given, 'the default of the LimitRange in its namespace');
  }

  const fallback = workload.settings.memory.default;
  const image = imageNeed(workload, container);
  if (fallback && fallback.nano >= maxOf(requested, image ?? 0n))
    return known(fallback, 'as memory.default says');
  // The size of an image says nothing of what the program in it needs.
  if (image !== undefined && image > requested && (fallback || requested > 0n)) {
    const origin = `which is ${workload.settings.images.multiplier} times the compressed size of its image`;
    const text = formatMebibytes(image);
    return { value: text, text, origin, doubt: undefined };
  }
  if (!request?.scalar || requested === 0n) return undefined;
  return {
    value: request.scalar,
    text: request.quantity.text.trim(),
    origin: 'its memory request',
    doubt:
      fallback === undefined && image === undefined
        ? 'until now it could use more: check the limit'
        : undefined,
  };
}

function known(quantity: Quantity, origin: string, doubt?: string): KnownLimit {
  const text = quantity.text.trim();
  return { value: text, text, origin, doubt };
}

/** The first entry of `memory.containers` that matches; those of the pod's own annotation come first. */
function configuredLimit(
  { name, settings, podAnnotations }: ConfidentialWorkload,
  container: Container,
): { limit: Quantity; origin: string } | undefined {
  const full = `${name}/${container.name}`;
  const index = settings.memory.containers.findIndex(({ pattern }) => new Wildcard(pattern).test(full));
  if (index === -1) return undefined;
  const annotated = podAnnotations[MEMORY_ANNOTATION]?.split(',').length ?? 0;
  const origin = index < annotated ? `the annotation ${MEMORY_ANNOTATION}` : 'memory.containers';
  return { limit: settings.memory.containers[index]!.limit, origin: `as ${origin} says` };
}

/** What the image of a container needs of its limit, for a container whose own need is unknown. */
export function imageNeedText(workload: ConfidentialWorkload, container: Container): string | undefined {
  const image = imageNeed(workload, container);
  return image === undefined ? undefined : formatMebibytes(image);
}

/** What the image counted at this container needs; ordinary init containers are gone before it matters. */
function imageNeed(workload: ConfidentialWorkload, container: Container): bigint | undefined {
  // Under `add` a limit is a working set to which images are added, so the size of an image says nothing about it.
  if (
    container.role === 'init' ||
    workload.settings.images.strategy === 'add' ||
    !keepsImagesInMemory(workload)
  )
    return undefined;
  const image = imagesOf(workload).byContainer.get(container);
  return image && imageFloor([image], workload.settings);
}

function isSound({ nano }: Quantity): boolean {
  return nano >= MEBIBYTE;
}
