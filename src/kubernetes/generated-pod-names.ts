import type { ObjectName } from './object-name.ts';

/** Characters of generated names (Kubernetes, `k8s.io/apimachinery/pkg/util/rand`). */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';
const RANDOM = `${SAFE}{5}`;
/** The hash of a pod template has 32 bits in decimal digits; fewer than six digits are as good as impossible. */
const HASH = `${SAFE}{6,10}`;
/** Length of a generated name before its random end (Kubernetes, `k8s.io/apiserver/pkg/storage/names`). */
const MAX_BASE = 58;

/** What controllers append to the name of the workload, as a regular expression; pods of other kinds have random ends. */
const ENDINGS: Readonly<Record<string, string>> = {
  Pod: '',
  StatefulSet: '-[0-9]+',
  Deployment: `-${HASH}-${RANDOM}`,
  // Minutes since 1970, in Kubernetes before 1.21 seconds; pods of an indexed Job have their index in addition.
  CronJob: `-[0-9]{8,10}(-[0-9]+)?-${RANDOM}`,
  Job: `(-[0-9]+)?-${RANDOM}`,
};

/** True if the controller of the workload could have generated the name of the pod. */
export function isPodNameOf({ kind, name }: Pick<ObjectName, 'kind' | 'name'>, pod: string): boolean {
  const ending = ENDINGS[kind] ?? `-${RANDOM}`;
  if (pod.startsWith(name)) {
    if (new RegExp(`^${ending}$`).test(pod.slice(name.length))) return true;
  }
  return isCutOff(kind, name, pod);
}

/** The API server cuts off long names before it appends the random end. */
function isCutOff(kind: string, name: string, pod: string): boolean {
  if (kind === 'Pod' || kind === 'StatefulSet' || pod.length !== MAX_BASE + 5) return false;
  const base = pod.slice(0, MAX_BASE);
  if (!new RegExp(`^${RANDOM}$`).test(pod.slice(MAX_BASE))) return false;
  if (base.length <= name.length) return name.startsWith(base);
  // What is left of the hash of a Deployment's ReplicaSet, or of the time of a CronJob's Job.
  const rest = { Deployment: `-${SAFE}{0,10}-?`, CronJob: '-[0-9]{0,10}(-[0-9]+)?-?' }[kind];
  return rest !== undefined && base.startsWith(name) && new RegExp(`^${rest}$`).test(base.slice(name.length));
}
