import { isPodNameOf } from '../kubernetes/generated-pod-names.ts';
import type { ObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import { itemsAt, mapAt, textAt } from '../yaml/access.ts';
import { type EventText, eventTextOf } from './event-texts.ts';
import type { LiveFindings } from './findings.ts';
import type { LiveObjects } from './live-objects.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';

/** A pod of a prepared workload whose events count. */
interface KnownPod {
  prepared: PreparedWorkload;
  isReady: boolean;
  images: ReadonlySet<string>;
}

/** Finds events with known texts about the pods of prepared workloads. */
export class EventFindings {
  readonly #live: LiveObjects;
  readonly #findings: LiveFindings;
  readonly #pods = new Map<string, KnownPod>();
  /** Workloads by the owners of their pods, for events about owners and about pods that are gone. */
  readonly #owners = new Map<string, PreparedWorkload>();

  constructor(live: LiveObjects, findings: LiveFindings) {
    this.#live = live;
    this.#findings = findings;
  }

  addPod(pod: Resource, prepared: PreparedWorkload): void {
    const { namespace, name, root } = pod;
    const conditions = itemsAt(root, 'status', 'conditions');
    const isReady = conditions.some(
      (condition) => textAt(condition, 'type') === 'Ready' && textAt(condition, 'status') === 'True',
    );
    const images = ['initContainers', 'containers'].flatMap((list) =>
      itemsAt(root, 'spec', list).flatMap((container) => textAt(container, 'image') ?? []),
    );
    this.#pods.set(`${namespace}/${name}`, { prepared, isReady, images: new Set(images) });
  }

  /** Registers an object that creates pods of the workload, such as its ReplicaSets. */
  addOwner({ kind, namespace, name }: ObjectName, prepared: PreparedWorkload): void {
    this.#owners.set(`${kind} ${namespace}/${name}`, prepared);
  }

  finish(): void {
    for (const event of this.#live.ofKind('Event')) {
      this.#addEvent(event);
      event.release?.();
    }
  }

  #addEvent(event: Resource): void {
    if ((textAt(event.root, 'type') ?? 'Warning') === 'Normal') return;
    const message = textAt(event.root, 'message') ?? textAt(event.root, 'note') ?? '';
    const text = eventTextOf(message);
    if (!text) return;
    const about = mapAt(event.root, 'involvedObject') ?? mapAt(event.root, 'regarding');
    const kind = textAt(about, 'kind') ?? '';
    const [namespace, name] = [textAt(about, 'namespace') ?? event.namespace, textAt(about, 'name') ?? ''];
    const pod = kind === 'Pod' ? this.#pods.get(`${namespace}/${name}`) : undefined;
    const prepared =
      pod?.prepared ??
      (kind === 'Pod'
        ? this.#formerOwner(namespace, name)
        : this.#owners.get(`${kind} ${namespace}/${name}`));
    if (!prepared) return;
    this.#add(
      text,
      prepared,
      kind === 'Pod' ? name : '',
      kind === 'Pod' && (pod === undefined || pod.isReady),
    );
    if (text.id === 'blocked-by-policy' && pod) this.#checkImage(message, pod, name);
  }

  #add(text: EventText, prepared: PreparedWorkload, pod: string, isOver: boolean): void {
    this.#findings.add(`event ${prepared.id} ${text.id} ${isOver}`, pod, () => ({
      rule: 'live-event',
      severity: isOver ? 'info' : 'error',
      resource: prepared.resource,
      path: prepared.templatePath,
      tags: { event: text.id, source: text.source },
      message: (pods) =>
        `events${pod === '' ? '' : ` of ${pods}${isOver ? ', now ready or gone,' : ''}`} say ${text.shown}: ${text.meaning}. To fix it, ${text.remedy} (${text.source})`,
    }));
  }

  /** containerd before 2.0 can pull an image that the pod does not name (containerd pull request 11644). */
  #checkImage(message: string, { prepared, images }: KnownPod, pod: string): void {
    const [, image] =
      /io\.kubernetes\.cri\.image-name[\\"]{1,20}: ?[\\"]{1,20}([^\\"\s]{1,500})/.exec(message) ?? [];
    if (image === undefined || images.has(image) || image.includes('pause')) return;
    this.#findings.add(`image ${prepared.id} ${image}`, pod, () => ({
      rule: 'live-event',
      severity: 'error',
      resource: prepared.resource,
      path: prepared.templatePath,
      currentValue: image,
      tags: {
        event: 'other-image',
        source:
          'Contrast documentation 1.25, Troubleshooting, Contrast attempts to pull the wrong image reference',
      },
      message: (pods) =>
        `the blocked request of ${pods} is for the image ${image}, which is not in the pod: containerd before 2.0 can mix up references to one digest. ` +
        `To fix it, remove the image from the node (crictl rmi ${image}), or update containerd to 2.0`,
    }));
  }

  /** The workload of a pod that is not in the input any more, by the names that controllers generate. */
  #formerOwner(namespace: string, pod: string): PreparedWorkload | undefined {
    for (let end = pod.lastIndexOf('-'); end > 0; end = pod.lastIndexOf('-', end - 1)) {
      const name = pod.slice(0, end);
      for (const kind of CONTROLLERS) {
        const found = this.#owners.get(`${kind} ${namespace}/${name}`);
        if (found && isPodNameOf({ kind, name }, pod)) return found;
      }
    }
    return undefined;
  }
}

/** Kinds whose names their pods begin with. */
const CONTROLLERS = [
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicationController',
  'Deployment',
];
