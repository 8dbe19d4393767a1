import type { Node } from '../yaml/node.ts';
import { itemsAt, type Path, textAt } from '../yaml/read.ts';
import { perShape } from './kept.ts';
import { judgedContainers } from './resources.ts';
import type { Container, Workload } from './workload.ts';

/** One entry of a container's `env` or `envFrom`. */
export interface EnvironmentEntry {
  container: Container;
  list: 'env' | 'envFrom';
  /** Name of the variable; for `envFrom` the prefix of the names. */
  name: string;
  path: Path;
  node: Node;
}

/** A ConfigMap or Secret that variables of the environment are taken from. */
export interface EnvironmentSource {
  entry: EnvironmentEntry;
  kind: 'ConfigMap' | 'Secret';
  /** Name of the object. */
  name: string;
  optional: boolean;
}

/** The environment of the containers that rules judge, in the order of the manifest. */
export const environmentOf: (workload: Workload) => readonly EnvironmentEntry[] = perShape((workload) =>
  judgedContainers(workload).flatMap((container) => [
    ...entriesOf(container, 'env'),
    ...entriesOf(container, 'envFrom'),
  ]),
);

function entriesOf(container: Container, list: 'env' | 'envFrom'): EnvironmentEntry[] {
  return itemsAt(container.node, list).map((node, index) => ({
    container,
    list,
    name: textAt(node, list === 'env' ? 'name' : 'prefix') ?? '',
    path: [...container.path, list, index],
    node,
  }));
}

const REFERENCES = {
  env: { ConfigMap: ['valueFrom', 'configMapKeyRef'], Secret: ['valueFrom', 'secretKeyRef'] },
  envFrom: { ConfigMap: ['configMapRef'], Secret: ['secretRef'] },
} as const;

/** Keys by which an entry takes its value from an object. */
export const SOURCE_KEYS = Object.values(REFERENCES).flatMap((paths) =>
  Object.values(paths).map((path) => path.at(-1)!),
);

/** The object that the entry takes its value from; undefined where it has one of its own or another origin. */
export function sourceOf(entry: EnvironmentEntry): EnvironmentSource | undefined {
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    const path = REFERENCES[entry.list][kind];
    const name = textAt(entry.node, ...path, 'name');
    if (name !== undefined)
      return { entry, kind, name, optional: textAt(entry.node, ...path, 'optional') === 'true' };
  }
  return undefined;
}

/** What an entry is called in messages: its variable, or all that the object holds. */
export function entryTitle({ list, name }: EnvironmentEntry): string {
  if (list === 'env') return name === '' ? 'a variable without name' : name;
  return 'all its keys';
}
