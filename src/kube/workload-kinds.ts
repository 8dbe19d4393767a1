import type { Resource } from '../frame.ts';
import { nearest } from '../nearest.ts';
import type { MapNode } from '../yaml/node.ts';
import { at, type Path } from '../yaml/read.ts';

/** Where a kind keeps its pod template, and which API groups the kind belongs to. */
interface WorkloadKind {
  groups: readonly string[];
  /** Always one; a list, since a custom resource may have several. */
  podTemplates: readonly Path[];
}

const NONE: readonly Path[] = [];

/**
 * Kubernetes' built-in kinds that make pods (Kubernetes API reference, Workloads). A Pod is its own template.
 * `extensions` is the group that apps' kinds came from; manifests of that age are still about.
 */
const WORKLOAD_KINDS: Record<string, WorkloadKind> = {
  Pod: { groups: [''], podTemplates: [[]] },
  PodTemplate: { groups: [''], podTemplates: [['template']] },
  ReplicationController: { groups: [''], podTemplates: [['spec', 'template']] },
  Deployment: { groups: ['apps', 'extensions'], podTemplates: [['spec', 'template']] },
  StatefulSet: { groups: ['apps'], podTemplates: [['spec', 'template']] },
  DaemonSet: { groups: ['apps', 'extensions'], podTemplates: [['spec', 'template']] },
  ReplicaSet: { groups: ['apps', 'extensions'], podTemplates: [['spec', 'template']] },
  Job: { groups: ['batch'], podTemplates: [['spec', 'template']] },
  CronJob: { groups: ['batch'], podTemplates: [['spec', 'jobTemplate', 'spec', 'template']] },
};

/** A custom resource that holds a pod template, as the configuration names it. */
export interface CustomWorkload {
  apiVersion: string;
  kind: string;
  podTemplate: Path;
}

/** Kubernetes' own kinds that make pods. */
export const builtInKinds: readonly string[] = Object.keys(WORKLOAD_KINDS);

export function isBuiltInWorkloadKind(kind: string): boolean {
  return Object.hasOwn(WORKLOAD_KINDS, kind);
}

/** True for kinds that may have claim templates beside the pod template: a StatefulSet, and custom resources, whose pods may be like its. */
export function hasClaimTemplates(kind: string): boolean {
  return kind === 'StatefulSet' || !isBuiltInWorkloadKind(kind);
}

/** API group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** True where a table of kinds by API group has the object's. */
export function hasKind(
  table: Readonly<Record<string, readonly string[]>>,
  apiVersion: string,
  kind: string,
): boolean {
  const group = groupOf(apiVersion);
  // A group may be called as something that every object has.
  return Object.hasOwn(table, group) && table[group]!.includes(kind);
}

/** True for a built-in kind in one of Kubernetes' own API groups that does not have it. */
export function isMisplaced(apiVersion: string, kind: string): boolean {
  const group = groupOf(apiVersion);
  return isBuiltInWorkloadKind(kind) && isOwnGroup(group) && !WORKLOAD_KINDS[kind]!.groups.includes(group);
}

/** The built-in kind that was probably meant by another in one of Kubernetes' own API groups: Deployment by Deploymnet. */
export function builtInKindLike(apiVersion: string, kind: string): string | undefined {
  return isOwnGroup(groupOf(apiVersion)) ? nearest(kind, builtInKinds) : undefined;
}

/** The groups of others have a dot. */
function isOwnGroup(group: string): boolean {
  return !group.includes('.');
}

/** The apiVersion that manifests of a built-in kind have today. */
export function apiVersionOf(kind: string): string {
  const [group] = WORKLOAD_KINDS[kind]!.groups;
  return group === '' ? 'v1' : `${group}/v1`;
}

/** The entries of the configuration that name the resource. */
export function customWorkloads(
  { apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>,
  custom: readonly CustomWorkload[],
): CustomWorkload[] {
  return custom.filter((one) => one.kind === kind && one.apiVersion === apiVersion);
}

/**
 * The paths of the resource's pod templates; none where it is no workload. A custom resource has one for each entry of the configuration
 * that names it. A built-in kind without apiVersion counts: it is better looked at than passed on.
 */
export function podTemplatePaths(
  resource: Pick<Resource, 'apiVersion' | 'kind'>,
  custom: readonly CustomWorkload[],
): readonly Path[] {
  const configured = custom.length === 0 ? [] : customWorkloads(resource, custom);
  if (configured.length > 0) return configured.map(({ podTemplate }) => podTemplate);
  const { apiVersion, kind } = resource;
  if (!isBuiltInWorkloadKind(kind)) return NONE;
  const { groups, podTemplates } = WORKLOAD_KINDS[kind]!;
  return apiVersion === '' || groups.includes(groupOf(apiVersion)) ? podTemplates : NONE;
}

/**
 * Those of the paths at which the resource has something: of several kinds of pods that a custom resource can have, it need not have
 * all. The first where it has none of them, so that it is told what is missing.
 */
export function podTemplatesIn(root: MapNode, paths: readonly Path[]): readonly Path[] {
  if (paths.length < 2) return paths;
  const there = paths.filter((path) => at(root, ...path) !== undefined);
  return there.length > 0 ? there : paths.slice(0, 1);
}
