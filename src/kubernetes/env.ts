import { booleanAt, textAt } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { ListEntry, listEntries } from './container-entries.ts';
import { memoPerStructure } from './memo.ts';
import type { Container, Workload } from './workload.ts';

const LISTS = ['env', 'envFrom'] as const;
type List = (typeof LISTS)[number];

/** One entry of a container's `env` or `envFrom`. */
export class EnvironmentEntry extends ListEntry<List> {
  /** Name of the variable; for `envFrom` the prefix of the names. */
  get name(): string {
    return textAt(this.node, this.list === 'env' ? 'name' : 'prefix') ?? '';
  }
}

/** A ConfigMap or Secret that variables of the environment are taken from. */
export interface EnvironmentSource {
  entry: EnvironmentEntry;
  kind: 'ConfigMap' | 'Secret';
  /** Name of the object. */
  name: string;
  /** The key whose value the variable gets; undefined for `envFrom`, which takes all keys. */
  key: string | undefined;
  optional: boolean;
}

/** The environment of the containers that rules judge, in the order of the manifest. */
export const environmentOf: (workload: Workload) => readonly EnvironmentEntry[] = memoPerStructure(
  (workload) => listEntries(workload, LISTS, environmentEntry),
);

function environmentEntry(container: Container, list: List, index: number, node: Node): EnvironmentEntry {
  return new EnvironmentEntry(container, list, index, node);
}

const REFERENCES = {
  env: { ConfigMap: ['valueFrom', 'configMapKeyRef'], Secret: ['valueFrom', 'secretKeyRef'] },
  envFrom: { ConfigMap: ['configMapRef'], Secret: ['secretRef'] },
} as const;

/** Keys by which an entry takes its value from an object. */
export const SOURCE_KEYS = Object.values(REFERENCES).flatMap((paths) =>
  Object.values(paths).map((path) => path.at(-1)!),
);

/** The object that the entry takes its value from; undefined if it has a value or another source. */
export function sourceOf(entry: EnvironmentEntry): EnvironmentSource | undefined {
  for (const kind of ['ConfigMap', 'Secret'] as const) {
    const path = REFERENCES[entry.list][kind];
    const name = textAt(entry.node, ...path, 'name');
    if (name === undefined) continue;
    const key = entry.list === 'env' ? (textAt(entry.node, ...path, 'key') ?? '') : undefined;
    return { entry, kind, name, key, optional: booleanAt(entry.node, ...path, 'optional') === true };
  }
  return undefined;
}

/** What an entry is called in messages: its variable, or all that the object holds. */
export function entryTitle({ list, name }: EnvironmentEntry): string {
  if (list === 'env') return name === '' ? 'a variable without name' : name;
  return 'all its keys';
}
