import type { EnvironmentSource } from '../kubernetes/env.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import type { Resource } from '../manifest/types.ts';
import { at, mapAt } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import { toJson } from '../yaml/to-json.ts';

/**
 * How `contrast generate` reads the source of an environment variable (Kata Containers source, genpolicy, config_map.rs and secret.rs).
 * It ignores namespaces and `optional`: a key comes from the first object of the name that has it, all keys come from the first object of the name.
 */
export type Reading =
  /** The input has no object of that name in the pod's namespace; `instead` is the one of another namespace that generate uses. */
  | { is: 'absent'; instead: Resource | undefined }
  /** The object is in the input without the key, or without any data: generate fails. */
  | { is: 'lacking'; isBinary: boolean }
  /** Generate reads `used`, but the pod gets another value. */
  | { is: 'other'; used: Resource }
  | { is: 'equal' };

/** Returns how generate reads a source of a pod in that namespace; '' for a pod that names none, which may be meant for any. */
export function readSource(
  { kind, name, key }: EnvironmentSource,
  namespace: string,
  facts: InputIndex,
): Reading {
  const objects = facts.named(kind, name);
  const used = key === undefined ? objects[0] : objects.find((one) => contentOf(one, key) !== undefined);
  const own = namespace === '' ? objects : withinNamespace(objects, namespace);
  const applied = own.at(-1);
  if (!applied) return { is: 'absent', instead: used };
  const content = used && contentOf(used, key);
  if (!content) return { is: 'lacking', isBinary: own.some((one) => isBinary(one, key)) };
  const isClear = own.every((one) => one.namespace === applied.namespace);
  const isOther =
    used !== applied && (isClear || !own.includes(used)) && differ(content, contentOf(applied, key));
  return isOther ? { is: 'other', used } : { is: 'equal' };
}

/** Memo: environments of a cluster have objects of the same names, each used by as many pods. */
const namespacesOf = new WeakMap<readonly Resource[], Map<string, Resource[]>>();

/** The objects that may be in a namespace, in their order; those without a namespace may be in any. */
function withinNamespace(objects: readonly Resource[], namespace: string): readonly Resource[] {
  let groups = namespacesOf.get(objects);
  if (!groups) {
    groups = new Map<string, Resource[]>([['', []]]);
    for (const one of objects) {
      if (one.namespace === '') for (const group of groups.values()) group.push(one);
      else if (groups.has(one.namespace)) groups.get(one.namespace)!.push(one);
      else groups.set(one.namespace, [...groups.get('')!, one]);
    }
    namespacesOf.set(objects, groups);
  }
  return groups.get(namespace) ?? groups.get('')!;
}

/** The value of a key, or all of them. Those of `stringData` count as well: `unsupported-field` reports it. */
function contentOf({ root, kind }: Resource, key: string | undefined): Node | undefined {
  const path = key === undefined ? [] : [key];
  return at(root, 'data', ...path) ?? (kind === 'Secret' ? at(root, 'stringData', ...path) : undefined);
}

function isBinary({ root }: Resource, key: string | undefined): boolean {
  const binary = mapAt(root, 'binaryData');
  return binary !== undefined && (key === undefined || at(binary, key) !== undefined);
}

/** True if the pod certainly gets another value. */
function differ(one: Node, other: Node | undefined): boolean {
  return other !== undefined && JSON.stringify(toJson(one)) !== JSON.stringify(toJson(other));
}
