import { closestMatch } from '../../util/closest-match.ts';
import { once } from '../../util/once.ts';
import { groupOf, isKubernetesGroup, type Kind, type ObjectType, type WorkloadKind } from './kind.ts';
import { KINDS } from './table.ts';

/** One entry of the table with its place in it. */
export interface KnownKind {
  group: string;
  kind: string;
  facts: Kind;
}

/** The entries of the table, in its order. */
export const knownKinds = once((): readonly KnownKind[] =>
  Object.entries(KINDS).flatMap(([group, kinds]) =>
    Object.entries(kinds).map(([kind, facts]) => ({ group, kind, facts })),
  ),
);

/**
 * What the table says about the type of an object. A workload kind of Kubernetes counts without apiVersion too: it is better to
 * inspect such an object than to pass it on.
 */
export function kindOf({ apiVersion, kind }: ObjectType): Kind | undefined {
  const kinds = kindsOf(apiVersion);
  if (Object.hasOwn(kinds, kind)) return kinds[kind];
  return apiVersion === '' ? nativeKinds().find((entry) => entry.kind === kind)?.facts : undefined;
}

const NO_KINDS = {};

/** An input has few different versions. */
const byVersion = new Map<string, Readonly<Record<string, Kind>>>();

function kindsOf(apiVersion: string): Readonly<Record<string, Kind>> {
  let kinds = byVersion.get(apiVersion);
  if (!kinds) {
    const group = groupOf(apiVersion);
    kinds = Object.hasOwn(KINDS, group) ? KINDS[group]! : NO_KINDS;
    byVersion.set(apiVersion, kinds);
  }
  return kinds;
}

/** The same for kinds whose objects hold a pod template. */
export function workloadKindOf(type: ObjectType): WorkloadKind | undefined {
  const facts = kindOf(type);
  return facts?.pods === 'template' ? facts : undefined;
}

/** True for objects that no rule looks at. Unknown kinds may create pods, so rules look at them. */
export function isPodless(apiVersion: string, kind: string): boolean {
  const facts = kindOf({ apiVersion, kind });
  return facts?.pods === 'none' && !facts.affectsPods;
}

/** Names of the kinds whose objects hold a pod template, each once. */
export const workloadKindNames = once((): readonly string[] => [
  ...new Set(
    knownKinds()
      .filter(({ facts }) => facts.pods === 'template')
      .map(({ kind }) => kind),
  ),
]);

/** The workload kinds of Kubernetes itself. */
const nativeKinds = once(() => knownKinds().filter(isNative));

function isNative({ group, facts }: KnownKind): boolean {
  return facts.pods === 'template' && isKubernetesGroup(group);
}

const nativeVersions = new Map<string, string>();

/** The apiVersion that manifests of a workload kind of Kubernetes have today. */
export function apiVersionOf(kind: string): string {
  let version = nativeVersions.get(kind);
  if (version === undefined) {
    const { group } = nativeKinds().find((entry) => entry.kind === kind)!;
    version = group === '' ? 'v1' : `${group}/v1`;
    nativeVersions.set(kind, version);
  }
  return version;
}

/** True for a workload kind of Kubernetes in one of Kubernetes' groups that does not have it. */
export function isMisplaced({ apiVersion, kind }: ObjectType): boolean {
  const group = groupOf(apiVersion);
  const groups = nativeKinds()
    .filter((entry) => entry.kind === kind)
    .map((entry) => entry.group);
  return groups.length > 0 && isKubernetesGroup(group) && !groups.includes(group);
}

/** The workload kind of Kubernetes that was probably meant by an unknown kind in one of Kubernetes' groups: Deployment for Deploymnet. */
export function nativeKindLike({ apiVersion, kind }: ObjectType): string | undefined {
  return isKubernetesGroup(groupOf(apiVersion))
    ? closestMatch(
        kind,
        nativeKinds().map((entry) => entry.kind),
      )
    : undefined;
}

/** False for objects that only hold a template for others to copy: nothing creates pods from a PodTemplate by itself. */
export function createsPods(type: ObjectType): boolean {
  const facts = workloadKindOf(type);
  return !facts || facts.creates !== undefined || facts.podTemplate.length === 0;
}
