import type { MapNode } from '../yaml/node.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';
import { perShape } from './kept.ts';
import { judgedContainers } from './resources.ts';
import type { Container, Workload } from './workload.ts';

/** One entry of a container's `volumeMounts` or `volumeDevices`. */
export interface Mount {
  container: Container;
  list: 'volumeMounts' | 'volumeDevices';
  /** Name of the volume or claim template. */
  name: string;
  path: Path;
  node: MapNode;
}

/** What the containers that rules judge mount, in the order of the manifest. */
export const mountsOf: (workload: Workload) => readonly Mount[] = perShape((workload) =>
  judgedContainers(workload).flatMap(mountsOfContainer),
);

function mountsOfContainer(container: Container): Mount[] {
  const mounts: Mount[] = [];
  for (const list of ['volumeMounts', 'volumeDevices'] as const) {
    for (const [index, node] of itemsAt(container.node, list).entries()) {
      if (node.kind !== 'map') continue;
      const name = textAt(node, 'name') ?? '';
      mounts.push({ container, list, name, path: [...container.path, list, index], node });
    }
  }
  return mounts;
}
