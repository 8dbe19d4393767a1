import { itemsAt, type Path } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { userContainers } from './resources.ts';
import type { Container, Workload } from './workload.ts';

/** One entry of a list that a container has, such as `env`. */
export class ListEntry<List extends string, Entry extends Node = Node> {
  readonly container: Container;
  readonly list: List;
  readonly #index: number;
  readonly node: Entry;

  constructor(container: Container, list: List, index: number, node: Entry) {
    this.container = container;
    this.list = list;
    this.#index = index;
    this.node = node;
  }

  get path(): Path {
    return [...this.container.path, this.list, this.#index];
  }
}

/** Makes something of an entry of a container's list; undefined where the entry is to be left out. */
type MakeEntry<List extends string, T> = (
  container: Container,
  list: List,
  index: number,
  node: Node,
) => T | undefined;

/** What `make` makes of the entries of these lists of the containers that rules judge, in the order of the manifest. */
export function listEntries<List extends string, T>(
  workload: Workload,
  lists: readonly List[],
  make: MakeEntry<List, T>,
): T[] {
  const entries: T[] = [];
  for (const container of userContainers(workload)) {
    for (const list of lists) {
      const items = itemsAt(container.node, list);
      for (let index = 0; index < items.length; index++) {
        const entry = make(container, list, index, items[index]!);
        if (entry !== undefined) entries.push(entry);
      }
    }
  }
  return entries;
}
