import type { InputFacts } from '../cluster/facts.ts';
import { defaultLimit } from '../cluster/limit-range.ts';
import { wildcard } from '../config/matcher.ts';
import { MEMORY_ANNOTATION } from '../config/memory-annotation.ts';
import { soundMemory } from '../kube/memory-amount.ts';
import { formatMebibytes, MEBIBYTE, maxOf, type Quantity } from '../kube/quantity.ts';
import type { Container, Workload } from '../kube/workload.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { imageFloor, imagesOf, keepsImagesInMemory } from './image-memory.ts';

/** A limit for a container that has none. */
export interface KnownLimit {
  value: string | ScalarNode;
  text: string;
  /** Where it comes from, as the rest of a sentence: "as …". */
  origin: string;
  /** True where nothing but the container's own request says so: it may have used more. */
  requestAlone: boolean;
}

/** What is known of the limit that a container should have; undefined where nothing is. */
export function knownLimit(
  workload: Workload,
  container: Container,
  facts: InputFacts,
): KnownLimit | undefined {
  const request = soundMemory(container, 'requests');
  if (request === 'unsound') return undefined;
  const configured = configuredLimit(workload, container);
  if (configured) return known(configured.limit, configured.origin);

  const requested = request?.quantity.nano ?? 0n;
  const given = defaultLimit(facts.limitRanges(workload.namespace), 'memory');
  if (given && isSound(given) && given.nano >= requested) {
    return known(given, 'the default of the LimitRange in its namespace');
  }

  const fallback = workload.settings.memory.default;
  const image = imageNeed(workload, container);
  if (fallback && fallback.nano >= maxOf(requested, image ?? 0n))
    return known(fallback, 'as memory.default says');
  if (image !== undefined && image > requested) {
    const origin = `which is ${workload.settings.images.multiplier} times the compressed size of its image`;
    const text = formatMebibytes(image);
    return { value: text, text, origin, requestAlone: false };
  }
  if (!request?.scalar || requested === 0n) return undefined;
  return {
    value: request.scalar,
    text: request.quantity.text.trim(),
    origin: 'its memory request',
    requestAlone: fallback === undefined && image === undefined,
  };
}

function known(quantity: Quantity, origin: string): KnownLimit {
  const text = quantity.text.trim();
  return { value: text, text, origin, requestAlone: false };
}

/** The first entry of `memory.containers` that matches; those of the pod's own annotation come first. */
function configuredLimit(
  { name, settings, podAnnotations }: Workload,
  container: Container,
): { limit: Quantity; origin: string } | undefined {
  const full = `${name}/${container.name}`;
  const index = settings.memory.containers.findIndex(({ pattern }) => wildcard(pattern).test(full));
  if (index === -1) return undefined;
  const annotated = podAnnotations[MEMORY_ANNOTATION]?.split(',').length ?? 0;
  const origin = index < annotated ? `the annotation ${MEMORY_ANNOTATION}` : 'memory.containers';
  return { limit: settings.memory.containers[index]!.limit, origin: `as ${origin} says` };
}

/** What the image counted at this container needs; ordinary init containers are gone before it matters. */
function imageNeed(workload: Workload, container: Container): bigint | undefined {
  // Under `add` a limit is a working set to which images are added, so an image tells nothing of it.
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
