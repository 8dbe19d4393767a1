import { groupBy } from '../util/group-by.ts';
import { textAt } from '../yaml/access.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { ListEntry, listEntries } from './container-entries.ts';
import { memoPerStructure } from './memo.ts';
import type { Container, Volume, Workload } from './workload.ts';

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
export const mountsOf: (workload: Workload) => readonly Mount[] = memoPerStructure((workload) =>
  listEntries(workload, LISTS, mountIn),
);

/** An entry that is not a map mounts nothing. */
function mountIn(container: Container, list: List, index: number, node: Node): Mount | undefined {
  return node.kind === 'map' ? new Mount(container, list, index, node) : undefined;
}

/** The mounts of each volume or claim template, by its name. */
export const mountsByVolume: (workload: Workload) => ReadonlyMap<string, readonly Mount[]> = memoPerStructure(
  (workload) => groupBy(mountsOf(workload), ({ name }) => name),
);

/** The first volume of each name. */
export const volumesByName: (workload: Workload) => ReadonlyMap<string, Volume> = memoPerStructure(
  ({ volumes }) => new Map(volumes.map((volume) => [volume.name, volume] as const).reverse()),
);

/** True where a container mounts the volume or uses it as a device. */
export function isMounted(workload: Workload, volume: string): boolean {
  return mountsByVolume(workload).has(volume);
}

/** The path of a mount without slashes at its end, which mean nothing there; `/` stays. */
export function withoutSlash(path: string): string {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return path.slice(0, end);
}
