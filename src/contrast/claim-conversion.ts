import type { InputFacts } from '../cluster/facts.ts';
import { isAmbiguous } from '../duplicates.ts';
import { set } from '../edit/edit.ts';
import type { Claim } from '../kube/claims.ts';
import type { Mount } from '../kube/mounts.ts';
import { makerInInput } from '../kube/ownership.ts';
import { replicasOf } from '../kube/replicas.ts';
import type { Workload } from '../kube/workload.ts';
import type { Finding } from '../rule.ts';
import { textAt } from '../yaml/read.ts';
import { annotationOf } from './annotations.ts';
import { mountProblem, securePvOf } from './secure-pv.ts';

/** A claim and how the containers use it. */
export interface ClaimUse {
  claim: Claim;
  mounts: readonly Mount[];
  /** True for the claim that the pod's secure-pv annotation names. */
  secured: boolean;
}

/** The mounts that take the claim for a file system. */
export function fileSystemMounts({ mounts }: ClaimUse): Mount[] {
  return mounts.filter(({ list }) => list === 'volumeMounts');
}

/** Why a claim cannot become a block device without harm; undefined where it can. */
export function obstacleToBlock(
  { claim }: ClaimUse,
  workload: Workload,
  facts: InputFacts,
): string | undefined {
  if (claim.origin !== 'claim') return undefined;
  if (claim.resource && isAmbiguous(claim.resource)) return 'a key stands twice in the claim';
  const other = facts
    .claimUsers(workload.namespace, claim.claimName)
    .find((resource) => resource !== workload.resource && makerInInput(resource, facts) === undefined);
  if (other)
    return `${other.kind} ${other.name} uses the claim as well, and pods cannot share a block device`;
  const replicas = replicasOf(workload);
  if (replicas === undefined || replicas > 1)
    return 'several pods may use the claim at a time, and they cannot share a block device';
  return undefined;
}

/** Why a claim that containers mount cannot become the pod's secure persistent volume; undefined where it can. */
export function obstacleToSecurePv(
  { claim }: ClaimUse,
  workload: Workload,
  chosen: string | undefined,
): string | undefined {
  if (claim.origin === 'ephemeral') return 'Contrast does not mount an ephemeral volume as a secure one';
  const annotation = annotationOf(workload, 'secure-pv');
  const asked = securePvOf(workload);
  if (annotation && !asked) return `the annotation ${annotation.key} cannot be read`;
  const only = asked?.device.text ?? chosen;
  if (claim.name !== only) return `Contrast mounts one secure persistent volume a pod, and that is "${only}"`;
  if (asked && mountProblem(workload, asked))
    return `"${asked.mount.text}", which the annotation ${annotation!.key} names, is no emptyDir`;
  return undefined;
}

/** Sets the mode of a claim to Block. */
export function* blockMode({ claim }: ClaimUse, workload: Workload): Iterable<Finding> {
  const { title, omitted, mode, resource } = claim;
  if (mode !== 'Filesystem') return;
  const path = resource ? ['spec', 'volumeMode'] : claim.path;
  const advice = overlaps(claim, workload)
    ? '. Use strategy type Recreate, so that the old and the new pod of an update do not write to it at a time'
    : '';
  yield {
    path,
    ...(resource && { resource }),
    ...(omitted ? {} : { currentValue: mode }),
    proposedValue: 'Block',
    message: `${title} has volumeMode Filesystem${omitted ? ', the default' : ''}: its data would be lost when the container ends`,
    fix: {
      edits: [set(path, 'Block')],
      severity: 'warning',
      message:
        `set to Block, so that ${title} keeps its data. The mode of a claim that exists in the cluster cannot be changed: make it ` +
        `anew and move its data${advice}`,
    },
  };
}

/** True where an update of the workload starts a pod on the same claim before the old one has ended. */
function overlaps({ origin }: Claim, { kind, resource }: Workload): boolean {
  return (
    origin === 'claim' &&
    kind === 'Deployment' &&
    textAt(resource.root, 'spec', 'strategy', 'type') !== 'Recreate'
  );
}
