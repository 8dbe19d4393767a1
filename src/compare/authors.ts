import type { InputIndex } from '../kubernetes/input/index.ts';
import type { LimitRange } from '../kubernetes/input/limit-range.ts';
import { podMutators } from '../kubernetes/input/mutating-admission.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import { parseQuantity } from '../kubernetes/quantity.ts';
import type { Resource } from '../manifest/types.ts';
import { joinWords } from '../util/join-words.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { largest } from '../util/largest.ts';
import { type Path, textAt } from '../yaml/access.ts';
import type { Difference } from './differences.ts';
import { type FieldPath, itemName } from './field-path.ts';
import { injectorOf } from './injector-marks.ts';
import { kubectlJson } from './kubectl-json.ts';
import { wasApplied } from './last-applied.ts';
import { type LiveObjects, type OwnerChain, REVISION } from './live-objects.ts';
import {
  describeManager,
  hasManagedFields,
  lastManagerOf,
  type Manager,
  type ManagerKind,
  managerOf,
} from './managers.ts';
import { type Cause, REMEDIES } from './remedies.ts';

/** Who most likely made a difference, the evidence, and how to undo it. */
export interface Author {
  cause: Cause;
  /** A clause: `kubectl set image changed it (manager kubectl-set of Deployment shop/web)`. */
  text: string;
  remedy: string;
}

const CAUSES: Readonly<Record<ManagerKind, Cause>> = {
  set: 'edited',
  edited: 'edited',
  applied: 'applied',
  released: 'applied',
  synced: 'applied',
  vpa: 'autoscaler',
  resized: 'resized',
  debugged: 'debugged',
  controller: 'admission',
  program: 'program',
};

function author(cause: Cause, text: string, remedy = REMEDIES[cause]): Author {
  return { cause, text, remedy };
}

/** Finds the authors of differences among the objects of the live input and of the files. */
export class Authors {
  readonly #live: LiveObjects;
  readonly #facts: InputIndex;
  /** Texts of webhooks and policies, which many differences look at. */
  readonly #texts = new Map<string, string>();

  constructor(live: LiveObjects, facts: InputIndex) {
    this.#live = live;
    this.#facts = facts;
  }

  /** The author of a difference in the pod template of a live object, whose path is `template`. */
  ofTemplate(difference: Difference, controller: Resource, template: Path): Author {
    return (
      this.#rollback(controller) ??
      this.#manager(difference, controller, template) ??
      author('unknown', UNMANAGED)
    );
  }

  /** The author of a difference between a pod and the template that it was created from. Its owners are `chain`, itself first. */
  ofPod(difference: Difference, pod: Resource, metadata: JsonObject, chain: OwnerChain): Author {
    const { path, actual } = difference;
    const [, owner] = chain;
    const isBare = owner === undefined;
    if (path.includes('ephemeralContainers'))
      return author('debugged', `kubectl debug added it${evidence(managerOf(pod, path), pod)}`);
    const manager = managerOf(pod, path);
    const known = manager && describeManager(manager, path);
    if (manager && known && ['resized', 'vpa', 'set', 'edited'].includes(known.kind))
      return byManager(manager, known, pod);
    if (isBare && manager && known && wasApplied(pod, [], path, actual))
      return byManager(manager, known, pod);
    return (
      this.#autoscaler(path, pod, metadata) ??
      this.#limitRange(difference, pod, metadata) ??
      injected(path, metadata) ??
      this.#admission(difference, pod) ??
      (isBare ? this.#manager(difference, pod, []) : undefined) ??
      (hasManagedFields(pod) ? afterTemplate(owner) : author('unknown', UNMANAGED))
    );
  }

  #manager(difference: Difference, object: Resource, template: Path): Author | undefined {
    const { path, actual, expected } = difference;
    const exact = actual === undefined ? undefined : managerOf(object, [...template, ...path]);
    const manager = exact ?? lastManagerOf(object);
    if (!manager) return undefined;
    const known = describeManager(manager, path);
    // kubectl applied the value of the file, so something else changed it.
    if (known.kind === 'applied' && actual !== undefined && wasApplied(object, template, path, expected))
      return author('admission', object.kind === 'Pod' ? UNKNOWN_POD : UNKNOWN_TEMPLATE);
    return byManager(manager, known, object, exact === undefined);
  }

  /** Kubernetes, Deployment controller: if a ReplicaSet becomes the current one again, an annotation lists its earlier revisions. */
  #rollback(controller: Resource): Author | undefined {
    if (controller.kind !== 'Deployment') return undefined;
    const current = largest(this.#live.replicaSetsOf(controller), revisionOf);
    const earlier = current && textAt(current.root, 'metadata', 'annotations', `${REVISION}-history`);
    if (!current || earlier === undefined) return undefined;
    const by = lastManagerOf(controller);
    const who = by ? `, last changed by ${describeManager(by, []).title}` : '';
    return author(
      'rollback',
      `the Deployment was rolled back to an earlier template (annotation ${REVISION}-history: ${earlier} of ${formatObjectName(current)}${who})`,
    );
  }

  /** Documentation of the Vertical Pod Autoscaler: its admission controller annotates the pods that it changes. */
  #autoscaler(path: FieldPath, pod: Resource, metadata: JsonObject): Author | undefined {
    if (!path.includes('resources')) return undefined;
    const mark = ['vpaUpdates', 'vpaObservedContainers'].find((key) => hasAnnotation(metadata, key));
    const chain = this.#live.chainOf(pod);
    const target = this.#facts
      .ofKind('VerticalPodAutoscaler')
      .find(
        ({ root, namespace }) =>
          namespace === pod.namespace &&
          textAt(root, 'spec', 'updatePolicy', 'updateMode') !== 'Off' &&
          chain.some(
            ({ kind, name }) =>
              textAt(root, 'spec', 'targetRef', 'kind') === kind &&
              textAt(root, 'spec', 'targetRef', 'name') === name,
          ),
      );
    if (mark !== undefined)
      return author('autoscaler', `a VerticalPodAutoscaler changed it (annotation ${mark} of the pod)`);
    return target && author('autoscaler', `${formatObjectName(target)} probably changed it`);
  }

  #limitRange(
    { path, expected, actual }: Difference,
    pod: Resource,
    metadata: JsonObject,
  ): Author | undefined {
    if (!path.includes('resources') || actual === undefined || expected !== undefined) return undefined;
    const resource = String(path.at(-1));
    const field = path.includes('limits') ? 'default' : 'defaultRequest';
    const ranges = this.#facts
      .limitRanges(pod.namespace)
      .filter((range) => gives(range, field, resource, actual));
    const isMarked = isSetByLimitRanger(path, resource, metadata);
    if (ranges.length === 0 && !isMarked) return undefined;
    const who =
      ranges.length > 0
        ? `LimitRange ${joinWords(ranges.map(({ name }) => `${pod.namespace}/${name}`))}`
        : 'a LimitRange';
    return author(
      'limit-range',
      `${who} added it${isMarked ? ` (annotation ${LIMIT_RANGER} of the pod)` : ''}`,
    );
  }

  /** Webhooks and policies of the input that may change the pod; one that contains the value is the most likely one. */
  #admission({ path, actual }: Difference, pod: Resource): Author | undefined {
    const place = { resource: pod, podMetadataPath: ['metadata'], namespace: pod.namespace };
    const mutators = podMutators(place, this.#facts).flat();
    if (mutators.length === 0) return undefined;
    const words = wordsOf(path, actual);
    for (const { kind, name } of mutators) {
      const text = this.#textOf(kind, name);
      const word = words.find((one) => containsName(text, one));
      if (word !== undefined)
        return author(
          'admission',
          `${kind} ${name}, which contains ${JSON.stringify(word)}, probably changed it while the pod was created`,
        );
    }
    const candidates = joinWords(mutators.map(({ kind, name }) => `${kind} ${name}`));
    return author('admission', `${candidates} may have changed it while the pod was created`);
  }

  /** The objects of that kind and name as text. */
  #textOf(kind: string, name: string): string {
    const key = `${kind} ${name}`;
    let text = this.#texts.get(key);
    if (text === undefined) {
      const objects = this.#facts.ofKind(kind).filter((one) => one.name === name);
      text = JSON.stringify(objects.map(({ root }) => kubectlJson(root)));
      this.#texts.set(key, text);
    }
    return text;
  }
}

const LIMIT_RANGER = 'kubernetes.io/limit-ranger';
const UNKNOWN_POD =
  'a webhook, a policy or an admission plugin that is not in the input changed it while the pod was created';
const UNKNOWN_TEMPLATE = 'a webhook, a policy or an admission plugin changed it while the object was applied';
const UNMANAGED = 'the input does not show who changed it (the live objects have no managedFields)';

/** Without its owner, a pod does not show whether it differs from the template that it was created from. */
function afterTemplate(owner: OwnerChain[number] | undefined): Author {
  if (!owner || owner.resource) return author('admission', UNKNOWN_POD);
  return author(
    'unknown',
    `the input does not show who changed it (${formatObjectName(owner)}, which created the pod, is not in the input)`,
    'list the owners of the pods too, with --show-managed-fields, and apply the files again',
  );
}

function byManager(
  manager: Manager,
  { title, kind }: { title: string; kind: ManagerKind },
  object: Resource,
  isLast = false,
): Author {
  const verb = isLast ? 'changed the object last' : 'set it';
  return author(
    CAUSES[kind],
    `${title} ${kind === 'resized' ? 'resized the pod in place' : verb}${evidence(manager, object)}`,
  );
}

function evidence(manager: Manager | undefined, object: Resource): string {
  if (!manager) return '';
  const { name, subresource, time } = manager;
  const details = [
    `manager ${name || 'without a name'}`,
    ...(subresource ? [`subresource ${subresource}`] : []),
    `of ${formatObjectName(object)}`,
  ];
  return ` (${details.join(' ')}${time ? `, ${time}` : ''})`;
}

function injected(path: FieldPath, metadata: JsonObject): Author | undefined {
  const found = injectorOf(path, metadata);
  const instead = 'or make its changes in the manifests before contrast generate';
  return found && author('injector', found.text, `${found.remedy}, ${instead}`);
}

/** Kubernetes, LimitRanger: the plugin writes what it sets into an annotation: `…: cpu, memory limit for container web; …`. */
function isSetByLimitRanger(path: FieldPath, resource: string, { annotations }: JsonObject): boolean {
  const text = isObject(annotations) ? annotations[LIMIT_RANGER] : undefined;
  const container = path.find((segment) => typeof segment === 'object');
  if (typeof text !== 'string' || !container) return false;
  const field = path.includes('limits') ? 'limit' : 'request';
  const name = itemName(container);
  return text
    .slice(text.indexOf(': ') + 2)
    .split('; ')
    .some((part) => {
      const [resources = '', holder] = part.split(` ${field} for `);
      const isOfContainer = holder === `container ${name}` || holder === `init container ${name}`;
      return isOfContainer && resources.split(', ').includes(resource);
    });
}

function gives(
  { items }: LimitRange,
  field: 'default' | 'defaultRequest',
  resource: string,
  actual: Json,
): boolean {
  const nano = parseQuantity(String(actual))?.nano;
  return items.some(
    (item) => item.type === 'Container' && nano !== undefined && item[field].get(resource)?.nano === nano,
  );
}

/** Names and values by which a policy can be recognized: the name of the item, and the value itself. */
function wordsOf(path: FieldPath, actual: Json | undefined): string[] {
  const item = path.findLast((segment) => typeof segment === 'object');
  const words = [actual, item && itemName(item)];
  return words.filter((word) => typeof word === 'string').filter((word) => word.length > 2);
}

/** True if the text contains the name, not only as a part of a longer one: `web` is in every webhook. */
function containsName(text: string, name: string): boolean {
  const isInName = (character = '') => /[\w-]/.test(character);
  for (let start = text.indexOf(name); start !== -1; start = text.indexOf(name, start + 1))
    if (!isInName(text[start - 1]) && !isInName(text[start + name.length])) return true;
  return false;
}

function revisionOf(replicaSet: Resource): bigint {
  const text = textAt(replicaSet.root, 'metadata', 'annotations', REVISION) ?? '';
  return /^[0-9]{1,18}$/.test(text) ? BigInt(text) : 0n;
}

function hasAnnotation(metadata: JsonObject, key: string): boolean {
  return isObject(metadata.annotations) && Object.hasOwn(metadata.annotations, key);
}
