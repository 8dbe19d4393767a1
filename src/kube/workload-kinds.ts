import type { Resource } from '../frame.ts';
import type { Path } from '../yaml/read.ts';

/** Where a kind keeps its pod template, and which API groups the kind belongs to. */
interface WorkloadKind {
  groups: string[];
  podTemplate: Path;
}

/**
 * Kubernetes' built-in kinds that make pods (Kubernetes API reference, Workloads). A Pod is its own template.
 * `extensions` is the group that apps' kinds came from; manifests of that age are still about.
 */
const WORKLOAD_KINDS: Record<string, WorkloadKind> = {
  Pod: { groups: [''], podTemplate: [] },
  PodTemplate: { groups: [''], podTemplate: ['template'] },
  ReplicationController: { groups: [''], podTemplate: ['spec', 'template'] },
  Deployment: { groups: ['apps', 'extensions'], podTemplate: ['spec', 'template'] },
  StatefulSet: { groups: ['apps'], podTemplate: ['spec', 'template'] },
  DaemonSet: { groups: ['apps', 'extensions'], podTemplate: ['spec', 'template'] },
  ReplicaSet: { groups: ['apps', 'extensions'], podTemplate: ['spec', 'template'] },
  Job: { groups: ['batch'], podTemplate: ['spec', 'template'] },
  CronJob: { groups: ['batch'], podTemplate: ['spec', 'jobTemplate', 'spec', 'template'] },
};

/** A custom resource that holds a pod template, as the configuration names it. */
export interface CustomWorkload {
  /** With or without version: `argoproj.io/v1alpha1` or `argoproj.io`. */
  apiVersion: string;
  kind: string;
  podTemplate: Path;
}

export function isBuiltInWorkloadKind(kind: string): boolean {
  return Object.hasOwn(WORKLOAD_KINDS, kind);
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

/**
 * The path of the resource's pod template; undefined where it is no workload. A built-in kind without apiVersion counts:
 * it is better looked at than passed on.
 */
export function podTemplatePath(
  resource: Pick<Resource, 'apiVersion' | 'kind'>,
  custom: CustomWorkload[],
): Path | undefined {
  const { apiVersion, kind } = resource;
  const configured = custom.find(
    (one) => one.kind === kind && (one.apiVersion === apiVersion || one.apiVersion === groupOf(apiVersion)),
  );
  if (configured) return configured.podTemplate;
  if (!isBuiltInWorkloadKind(kind)) return undefined;
  const builtIn = WORKLOAD_KINDS[kind]!;
  return apiVersion === '' || builtIn.groups.includes(groupOf(apiVersion)) ? builtIn.podTemplate : undefined;
}
