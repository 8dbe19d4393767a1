import type { Path } from '../../yaml/access.ts';

/** What is known about one kind of objects. */
export type Kind = WorkloadKind | OperatorKind | PodlessKind;

interface Common {
  /** First Contrast release whose `generate` accepts objects of the kind. Absent: no release does. */
  acceptedSince?: string;
}

/** A kind whose objects hold the template of their pods, or are pods. */
export interface WorkloadKind extends Common {
  pods: 'template';
  /** Path of the pod template; a Pod is its own template. */
  podTemplate: Path;
  /** Path of the number of pods that run at a time, which is 1 by default, or that number. Absent: the cluster decides. */
  replicas?: Path | number;
  /** True if the pods end when their work is done. */
  completes?: true;
  /** True if each node runs one of the pods. */
  perNode?: true;
  /** The objects that the controller of the kind creates from the pod template. Absent for a Pod and for a mere template. */
  creates?: Created;
  /** Path of the claim templates, which mounts name like volumes. Absent: the kind has none. */
  claimTemplates?: Path;
  /** Map with the bounds of a rolling update, `maxSurge` and `maxUnavailable`. */
  rollingUpdate?: Path;
  /** Path of the update strategy, for kinds whose updates start new pods before the old ones end unless it is Recreate. */
  overlapUnlessRecreate?: Path;
}

/** Objects that a controller creates. */
export interface Created {
  kind: string;
  /** How the name of such an object ends, after `<name of the creator>-`. Absent for pods, whose names nothing depends on. */
  suffix?: CreatedSuffix;
}

/** The value of a label of the object's pods, or a number that a regular expression describes. */
export type CreatedSuffix = { label: string } | { digits: string };

/** A custom resource whose operator creates pods from other fields than a pod template that is known here. */
export interface OperatorKind extends Common {
  pods: 'operator';
}

/** A kind whose objects create no pods. */
export interface PodlessKind extends Common {
  pods: 'none';
  /** True if rules read these objects, since they affect pods. Others are passed on unread. */
  affectsPods?: true;
}

/** The type of an object. */
export interface ObjectType {
  /** '' if the object has none. */
  apiVersion: string;
  kind: string;
}

/** API group of an apiVersion; '' for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

/** True for the groups of Kubernetes itself that have no domain. Groups of other projects have a dot. */
export function isKubernetesGroup(group: string): boolean {
  return !group.includes('.');
}
