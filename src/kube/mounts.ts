import type { MapNode } from '../yaml/node.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';
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

/** Many rules ask; a workload that a fix changed is read anew, containers included. */
const known = new WeakMap<Container[], Mount[]>();

/** What the containers that rules judge mount, in the order of the manifest. */
export function mountsOf({ containers }: Pick<Workload, 'containers'>): readonly Mount[] {
  let mounts = known.get(containers);
  if (!mounts) {
    mounts = containers.filter(({ injected }) => !injected).flatMap(mountsOfContainer);
    known.set(containers, mounts);
  }
  return mounts;
}

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
