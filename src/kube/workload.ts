import type { Settings } from '../config/settings.ts';
import { isGenerated } from '../contrast/generated.ts';
import type { Resource } from '../frame.ts';
import { isNull, type MapNode, resolve } from '../yaml/node.ts';
import { at, entriesOf, itemsAt, mapAt, type Path, textAt } from '../yaml/read.ts';
import type { WorkloadIdentity } from './identity.ts';
import type { ImageReference } from './image-reference.ts';
import type { Kept } from './kept.ts';
import type { Amount } from './resources.ts';
import { hasClaimTemplates } from './workload-kinds.ts';

/** Something with `resources`: a container, or the pod itself (Kubernetes 1.34, pod-level resources). */
export interface ResourceHolder {
  path: Path;
  node: MapNode;
  /** Amounts that were read; see `amountOf`. */
  amounts: (Amount | undefined | null)[] | undefined;
}

/** `main`: a regular container; `init`: an ordinary init container; `sidecar`: an init container with `restartPolicy: Always`. */
export type ContainerRole = 'main' | 'init' | 'sidecar';

export interface Container extends ResourceHolder {
  role: ContainerRole;
  /** Position in its own list, `containers` or `initContainers`. */
  index: number;
  /** '' where it has none. */
  name: string;
  image: string | undefined;
  /** As far as it was asked for; see `imageReferenceOf`. */
  imageReference: ImageReference | undefined;
  /** What people call it: `container "web"`, `init container "setup"`. */
  title: string;
  /** True for a container that `contrast generate` has injected; never judged. */
  injected: boolean;
}

export interface Volume {
  name: string;
  /** The volume source's key: `emptyDir`, `persistentVolumeClaim` …; undefined where there is none. */
  type: string | undefined;
  path: Path;
  node: MapNode;
}

export interface ClaimTemplate {
  name: string;
  path: Path;
  node: MapNode;
}

/** A read-only view of a resource that makes pods, as the edits so far left it. */
export interface Workload
  extends Pick<
    WorkloadIdentity,
    'kind' | 'name' | 'namespace' | 'labels' | 'annotations' | 'podAnnotations'
  > {
  resource: Resource;
  /** Path of the pod template's (or Pod's) metadata, which may not exist. */
  podMetadataPath: Path;
  podSpecPath: Path;
  podSpec: MapNode;
  /** The pod as holder of pod-level resources. */
  pod: ResourceHolder;
  /** Init containers and sidecars in their order, then the regular ones. */
  containers: Container[];
  volumes: Volume[];
  /** Claim templates beside the pod template, as a StatefulSet has them, which mounts name like volumes. */
  claimTemplates: ClaimTemplate[];
  settings: Settings;
  kept: Kept;
}

/** Containers that `contrast generate` adds (Contrast source, generate's mutators). In other pods these are names like any other. */
export const INJECTED_CONTAINERS = new Set([
  'contrast-initializer',
  'contrast-service-mesh',
  'pvc-holder',
  'contrast-debug-shell',
]);

/** The pod template says less than a pod needs: where and what is missing. */
export class UnreadableWorkload extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.path = path;
  }
}

/**
 * The view of a workload that rules judge.
 * @throws UnreadableWorkload where there is no PodSpec with containers to judge.
 */
export function readWorkload(
  resource: Resource,
  podTemplate: Path,
  identity: WorkloadIdentity,
  settings: Settings,
): Workload {
  return new WorkloadView(resource, podTemplate, identity, settings);
}

class WorkloadView implements Workload {
  readonly resource: Resource;
  readonly podMetadataPath: Path;
  readonly podSpecPath: Path;
  readonly podSpec: MapNode;
  readonly pod: ResourceHolder;
  readonly containers: Container[];
  readonly volumes: Volume[];
  readonly claimTemplates: ClaimTemplate[];
  readonly settings: Settings;
  readonly kept: Kept = { shape: [], state: [] };
  readonly #identity: WorkloadIdentity;

  constructor(resource: Resource, podTemplate: Path, identity: WorkloadIdentity, settings: Settings) {
    const podSpecPath = [...podTemplate, 'spec'];
    const podSpec = mapAt(resource.root, ...podSpecPath);
    if (!podSpec) throw new UnreadableWorkload(podSpecPath, 'has no pod spec here');
    const isInjected = (name: string) => INJECTED_CONTAINERS.has(name) && isGenerated(identity);
    const init = readContainers(podSpec, podSpecPath, 'initContainers', isInjected);
    const main = readContainers(podSpec, podSpecPath, 'containers', isInjected);
    if (main.length === 0)
      throw new UnreadableWorkload([...podSpecPath, 'containers'], 'has no containers here');
    this.resource = resource;
    this.podMetadataPath = [...podTemplate, 'metadata'];
    this.podSpecPath = podSpecPath;
    this.podSpec = podSpec;
    this.pod = { path: podSpecPath, node: podSpec, amounts: undefined };
    this.containers = [...init, ...main];
    this.volumes = readVolumes(podSpec, podSpecPath);
    this.claimTemplates = hasClaimTemplates(identity.kind)
      ? readClaimTemplates(resource.root, podTemplate)
      : [];
    this.settings = settings;
    this.#identity = identity;
  }

  get kind(): string {
    return this.#identity.kind;
  }

  get name(): string {
    return this.#identity.name;
  }

  get namespace(): string {
    return this.#identity.namespace;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.#identity.labels;
  }

  get annotations(): Readonly<Record<string, string>> {
    return this.#identity.annotations;
  }

  get podAnnotations(): Readonly<Record<string, string>> {
    return this.#identity.podAnnotations;
  }
}

function readContainers(
  podSpec: MapNode,
  podSpecPath: Path,
  list: 'containers' | 'initContainers',
  isInjected: (name: string) => boolean,
): Container[] {
  const path = [...podSpecPath, list];
  const found = at(podSpec, list);
  if (!found) return [];
  if (found.kind !== 'seq') throw new UnreadableWorkload(path, 'has no list of containers here');
  return found.items.map((item, index) => {
    const node = resolve(item.value);
    if (node.kind !== 'map')
      throw new UnreadableWorkload([...path, index], 'has something that is no container here');
    const name = textAt(node, 'name') ?? '';
    const isSidecar = list === 'initContainers' && textAt(node, 'restartPolicy') === 'Always';
    const role = list === 'containers' ? 'main' : isSidecar ? 'sidecar' : 'init';
    return {
      role,
      index,
      name,
      image: textAt(node, 'image'),
      imageReference: undefined,
      path: [...path, index],
      node,
      amounts: undefined,
      title: titleOf(role, index, name),
      injected: isInjected(name),
    };
  });
}

function titleOf(role: ContainerRole, index: number, name: string): string {
  const noun = { main: 'container', init: 'init container', sidecar: 'sidecar container' }[role];
  return `${noun} ${name === '' ? `number ${index + 1}` : JSON.stringify(name)}`;
}

function readVolumes(podSpec: MapNode, podSpecPath: Path): Volume[] {
  const volumes: Volume[] = [];
  for (const [index, node] of itemsAt(podSpec, 'volumes').entries()) {
    const path = [...podSpecPath, 'volumes', index];
    if (node.kind !== 'map') throw new UnreadableWorkload(path, 'has something that is no volume here');
    volumes.push({ name: textAt(node, 'name') ?? '', type: sourceOf(node), path, node });
  }
  return volumes;
}

/** The API server drops what is null: of several sources one that is not counts, and a lone `emptyDir:` is still what it says. */
function sourceOf(volume: MapNode): string | undefined {
  let first: string | undefined;
  for (const [key, value] of entriesOf(volume)) {
    if (key === 'name') continue;
    if (!isNull(value)) return key;
    first ??= key;
  }
  return first;
}

function readClaimTemplates(root: MapNode, podTemplate: Path): ClaimTemplate[] {
  const list = [...podTemplate.slice(0, -1), 'volumeClaimTemplates'];
  const templates: ClaimTemplate[] = [];
  for (const [index, node] of itemsAt(root, ...list).entries()) {
    const path = [...list, index];
    if (node.kind !== 'map')
      throw new UnreadableWorkload(path, 'has something that is no claim template here');
    templates.push({ name: textAt(node, 'metadata', 'name') ?? '', path, node });
  }
  return templates;
}
