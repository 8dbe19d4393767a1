import type { Resource } from '../manifest/types.ts';
import { isObject, type Json } from '../util/json.ts';
import { itemsAt, mapAt, textAt } from '../yaml/access.ts';
import { type MapNode, resolve } from '../yaml/node.ts';
import type { FieldPath, Segment } from './field-path.ts';

/** An entry of `metadata.managedFields`: who last set some fields of an object. */
export interface Manager {
  name: string;
  /** True for server-side apply, false for other writes. */
  isApply: boolean;
  /** The subresource by which the fields were set, such as `resize`; '' if by none. */
  subresource: string;
  /** RFC 3339; '' if the entry has none. */
  time: string;
}

/** Returns the manager that last set the field of an object, or the list item around it; undefined if no entry names it. */
export function managerOf(object: Resource, path: FieldPath): Manager | undefined {
  const owners = itemsAt(object.root, 'metadata', 'managedFields')
    .filter((entry) => textAt(entry, 'subresource') !== 'status')
    .filter((entry) => owns(mapAt(entry, 'fieldsV1'), path))
    .map((entry) => ({
      name: textAt(entry, 'manager') ?? '',
      isApply: textAt(entry, 'operation') === 'Apply',
      subresource: textAt(entry, 'subresource') ?? '',
      time: textAt(entry, 'time') ?? '',
    }));
  return owners.reduce<Manager | undefined>(
    (latest, owner) => (latest === undefined || owner.time >= latest.time ? owner : latest),
    undefined,
  );
}

/** Returns the manager that changed the object last, apart from its status; undefined without managedFields. */
export function lastManagerOf(object: Resource): Manager | undefined {
  return managerOf(object, ['spec']);
}

/** True if the object was listed with --show-managed-fields. */
export function hasManagedFields(object: Resource): boolean {
  return itemsAt(object.root, 'metadata', 'managedFields').length > 0;
}

/** Kubernetes API reference, FieldsV1: `f:` a field, `k:` an item by its keys, `{}` a field that is owned as a whole. */
function owns(fields: MapNode | undefined, path: FieldPath): boolean {
  if (!fields) return false;
  let current = fields;
  for (const segment of path) {
    const below = current.entries.find(({ key }) => isSegment(key!.value, segment));
    const value = below && resolve(below.value);
    if (!value) return false;
    if (value.kind !== 'map' || value.entries.length === 0) return true;
    current = value;
  }
  return true;
}

function isSegment(key: string, segment: Segment): boolean {
  if (typeof segment !== 'object') return key === `f:${segment}`;
  if (!key.startsWith('k:')) return false;
  const keys = jsonOf(key.slice(2));
  return isObject(keys) && Object.entries(segment.key).every(([name, value]) => keys[name] === value);
}

function jsonOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

/** What changed a field, as far as its manager says. */
export type ManagerKind =
  | 'set'
  | 'edited'
  | 'applied'
  | 'released'
  | 'synced'
  | 'vpa'
  | 'resized'
  | 'debugged'
  | 'controller'
  | 'program';

interface KnownManager {
  names: RegExp;
  title: string;
  kind: ManagerKind;
}

/** Names of field managers (source of kubectl, Helm, Argo CD, Flux and Kubernetes; documentation of the Vertical Pod Autoscaler). */
const MANAGERS: readonly KnownManager[] = [
  { names: /^kubectl-set$/, title: 'kubectl set', kind: 'set' },
  { names: /^kubectl-edit$/, title: 'kubectl edit', kind: 'edited' },
  { names: /^kubectl-patch$/, title: 'kubectl patch', kind: 'edited' },
  { names: /^kubectl-replace$/, title: 'kubectl replace', kind: 'applied' },
  { names: /^kubectl-create$/, title: 'kubectl create', kind: 'applied' },
  {
    names: /^(?:kubectl-client-side-apply|kubectl-last-applied|before-first-apply)$/,
    title: 'kubectl apply',
    kind: 'applied',
  },
  { names: /^helm(?:-controller)?$/i, title: 'Helm', kind: 'released' },
  { names: /^argocd(?:-application)?(?:-controller)?$/, title: 'Argo CD', kind: 'synced' },
  { names: /^(?:kustomize-controller|gotk-.*)$/, title: 'Flux', kind: 'synced' },
  {
    names: /^vpa-(?:updater|admission-controller|recommender)$|^updater$/,
    title: 'the Vertical Pod Autoscaler',
    kind: 'vpa',
  },
  { names: /^kube-(?:controller-manager|scheduler)$|^kubelet$/, title: 'Kubernetes', kind: 'controller' },
];

/** Says what a manager of the field at `path` is. Another program that resizes pods does so like a person. */
export function describeManager(manager: Manager, path: FieldPath): Pick<KnownManager, 'title' | 'kind'> {
  const { subresource } = manager;
  const { title, kind } = kindOf(manager);
  if (subresource === 'ephemeralcontainers') return { title: 'kubectl debug', kind: 'debugged' };
  if (subresource === 'resize' && kind !== 'vpa') return { title, kind: 'resized' };
  return kind === 'set' ? { title: `${title}${subcommandFor(path)}`, kind } : { title, kind };
}

function kindOf({ name, isApply }: Manager): Pick<KnownManager, 'title' | 'kind'> {
  // The name of kubectl itself is the manager of server-side apply, and of commands such as rollout undo.
  if (name === 'kubectl')
    return isApply ? { title: 'kubectl apply', kind: 'applied' } : { title: 'kubectl', kind: 'edited' };
  const known = MANAGERS.find(({ names }) => names.test(name));
  return known ?? { title: name === '' ? 'a program without a name' : name, kind: 'program' };
}

/** `kubectl set` has one subcommand for each of these fields. */
function subcommandFor(path: FieldPath): string {
  const field = path.find((segment) =>
    ['image', 'env', 'resources', 'serviceAccountName'].includes(String(segment)),
  );
  if (field === undefined) return '';
  return field === 'serviceAccountName' ? ' serviceaccount' : ` ${String(field)}`;
}
