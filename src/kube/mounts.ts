import type { MapNode, Node } from '../yaml/node.ts';
import { textAt } from '../yaml/read.ts';
import { ListEntry, listEntries } from './container-lists.ts';
import { perShape } from './kept.ts';
import type { Container, Workload } from './workload.ts';

const LISTS = ['volumeMounts', 'volumeDevices'] as const;
type List = (typeof LISTS)[number];

/** One entry of a container's `volumeMounts` or `volumeDevices`. */
export class Mount extends ListEntry<List, MapNode> {
  /** Name of the volume or claim template. */
  readonly name: string;

  constructor(container: Container, list: List, index: number, node: MapNode) {
    super(container, list, index, node);
    this.name = textAt(node, 'name') ?? '';
  }
}

/** What the containers that rules judge mount, in the order of the manifest. */
export const mountsOf: (workload: Workload) => readonly Mount[] = perShape((workload) =>
  listEntries(workload, LISTS, mountIn),
);

/** What is no map mounts nothing. */
function mountIn(container: Container, list: List, index: number, node: Node): Mount | undefined {
  return node.kind === 'map' ? new Mount(container, list, index, node) : undefined;
}

/** True where a container mounts the volume or uses it as a device. */
export function isMounted(workload: Workload, volume: string): boolean {
  return mountsOf(workload).some(({ name }) => name === volume);
}

/** The path of a mount without slashes at its end, which mean nothing there; `/` stays. */
export function withoutSlash(path: string): string {
  return path.endsWith('/') ? path.replace(/(?<=.)\/+$/, '') : path;
}
