import type { Resource } from '../manifest/types.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import { at, entriesOf, itemsAt, mapAt, type Path, textAt } from '../yaml/access.ts';
import { isNull, type MapNode, resolve } from '../yaml/node.ts';
import { claimTemplatesPath } from './claim-templates.ts';
import type { ImageReference } from './image-reference.ts';
import type { ResourceHolder } from './resource-holder.ts';
import type { WorkloadIdentity } from './workload-metadata.ts';

/** `main`: a regular container; `init`: an ordinary init container; `sidecar`: an init container with `restartPolicy: Always`. */
export type ContainerRole = 'main' | 'init' | 'sidecar';

export interface Container extends ResourceHolder {
  role: ContainerRole;
  /** Position in its own list, `containers` or `initContainers`. */
  index: number;
  /** '' without a name. */
  name: string;
  image: string | undefined;
  /** As far as it was asked for; see `imageReferenceOf`. */
  imageReference: ImageReference | undefined;
  /** What people call it: `container "web"`, `init container "setup"`. */
  title: string;
  /** True for a container that a tool added to the pod, as `isInjected` of {@link WorkloadView} decides; rules skip it. */
  injected: boolean;
}

export interface Volume {
  name: string;
  /** The volume source's key: `emptyDir`, `persistentVolumeClaim` …; undefined without one. */
  type: string | undefined;
  path: Path;
  node: MapNode;
}

export interface ClaimTemplate {
  name: string;
  path: Path;
  node: MapNode;
}

/** Values computed from a workload and shared by rules. */
export interface Memo {
  /** Valid as long as the workload has the same containers and volumes. */
  perStructure: unknown[];
  /** Valid until the workload is edited. */
  perEdit: unknown[];
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
  /** Claim templates of a StatefulSet or similar kind, which mounts name like volumes. */
  claimTemplates: ClaimTemplate[];
  memo: Memo;
}

/** The pod template lacks something that a pod needs. */
export class UnreadableWorkload extends Error {
  readonly code: ErrorCode;
  readonly path: Path;

  constructor(code: ErrorCode, path: Path, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** Reads a workload from a resource and the path of its pod template. */
export class WorkloadView implements Workload {
  readonly resource: Resource;
  readonly podMetadataPath: Path;
  readonly podSpecPath: Path;
  readonly podSpec: MapNode;
  readonly pod: ResourceHolder;
  readonly containers: Container[];
  readonly volumes: Volume[];
  readonly claimTemplates: ClaimTemplate[];
  readonly memo: Memo = { perStructure: [], perEdit: [] };
  readonly #identity: WorkloadIdentity;

  /**
   * @param isInjected whether a tool added the container of this name to the pod.
   * @throws UnreadableWorkload if there is no PodSpec with containers.
   */
  constructor(
    resource: Resource,
    podTemplate: Path,
    identity: WorkloadIdentity,
    isInjected: (containerName: string) => boolean,
  ) {
    const podSpecPath = [...podTemplate, 'spec'];
    const podSpec = mapAt(resource.root, ...podSpecPath);
    if (!podSpec) throw new UnreadableWorkload('pod-spec-missing', podSpecPath, 'has no pod spec here');
    const init = readContainers(podSpec, podSpecPath, 'initContainers', isInjected);
    const main = readContainers(podSpec, podSpecPath, 'containers', isInjected);
    if (main.length === 0)
      throw new UnreadableWorkload(
        'containers-missing',
        [...podSpecPath, 'containers'],
        'has no containers here',
      );
    this.resource = resource;
    this.podMetadataPath = [...podTemplate, 'metadata'];
    this.podSpecPath = podSpecPath;
    this.podSpec = podSpec;
    this.pod = { path: podSpecPath, node: podSpec, amounts: undefined };
    this.containers = [...init, ...main];
    this.volumes = readVolumes(podSpec, podSpecPath);
    this.claimTemplates = readClaimTemplates(resource.root, claimTemplatesPath(resource, podTemplate));
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
  if (found.kind !== 'seq')
    throw new UnreadableWorkload('pod-spec-invalid', path, 'has no list of containers here');
  return found.items.map((item, index) => {
    const node = resolve(item.value);
    if (node.kind !== 'map')
      throw new UnreadableWorkload(
        'pod-spec-invalid',
        [...path, index],
        'has something other than a container here',
      );
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

/** Returns the container whose path is the beginning of this one. */
export function containerAt({ podSpecPath, containers }: Workload, path: Path): Container | undefined {
  const [list, index] = path.slice(podSpecPath.length);
  if ((list !== 'containers' && list !== 'initContainers') || typeof index !== 'number') return undefined;
  // Init containers come first; the last container is a regular one.
  const firstMain = containers.length - 1 - containers.at(-1)!.index;
  const found = containers[list === 'containers' ? firstMain + index : index];
  return (found?.role === 'main') === (list === 'containers') ? found : undefined;
}

function titleOf(role: ContainerRole, index: number, name: string): string {
  const noun = { main: 'container', init: 'init container', sidecar: 'sidecar container' }[role];
  return `${noun} ${name === '' ? `number ${index + 1}` : JSON.stringify(name)}`;
}

function readVolumes(podSpec: MapNode, podSpecPath: Path): Volume[] {
  const volumes: Volume[] = [];
  for (const [index, node] of itemsAt(podSpec, 'volumes').entries()) {
    const path = [...podSpecPath, 'volumes', index];
    if (node.kind !== 'map')
      throw new UnreadableWorkload('pod-spec-invalid', path, 'has something other than a volume here');
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

function readClaimTemplates(root: MapNode, list: Path | undefined): ClaimTemplate[] {
  if (!list) return [];
  const templates: ClaimTemplate[] = [];
  for (const [index, node] of itemsAt(root, ...list).entries()) {
    const path = [...list, index];
    if (node.kind !== 'map')
      throw new UnreadableWorkload(
        'pod-spec-invalid',
        path,
        'has something other than a claim template here',
      );
    templates.push({ name: textAt(node, 'metadata', 'name') ?? '', path, node });
  }
  return templates;
}
