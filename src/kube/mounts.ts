import type { MapNode } from '../yaml/node.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';
import { perShape } from './kept.ts';
import { judgedContainers } from './resources.ts';
import type { Container, Workload } from './workload.ts';

const LISTS = ['volumeMounts', 'volumeDevices'] as const;

/** One entry of a container's `volumeMounts` or `volumeDevices`. */
export class Mount {
  readonly container: Container;
  readonly list: (typeof LISTS)[number];
  readonly #index: number;
  readonly node: MapNode;
  /** Name of the volume or claim template. */
  readonly name: string;

  constructor(container: Container, list: (typeof LISTS)[number], index: number, node: MapNode) {
    this.container = container;
    this.list = list;
    this.#index = index;
    this.node = node;
    this.name = textAt(node, 'name') ?? '';
  }

  get path(): Path {
    return [...this.container.path, this.list, this.#index];
  }
}

/** What the containers that rules judge mount, in the order of the manifest. */
export const mountsOf: (workload: Workload) => readonly Mount[] = perShape((workload) => {
  const mounts: Mount[] = [];
  for (const container of judgedContainers(workload)) {
    for (const list of LISTS) {
      const entries = itemsAt(container.node, list);
      for (let index = 0; index < entries.length; index++) {
        const node = entries[index]!;
        if (node.kind === 'map') mounts.push(new Mount(container, list, index, node));
      }
    }
  }
  return mounts;
});

/** True where a container mounts the volume or uses it as a device. */
export function isMounted(workload: Workload, volume: string): boolean {
  return mountsOf(workload).some(({ name }) => name === volume);
}
