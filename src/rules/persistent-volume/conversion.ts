import { annotationOf } from '../../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { mountProblem, securePvOf } from '../../contrast/secure-pv.ts';
import { rejectedMounts } from '../../contrast/shared-file-systems.ts';
import { type Claim, claimsOf } from '../../kubernetes/input/claims.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { ownerInInput } from '../../kubernetes/input/owners.ts';
import { workloadKindOf } from '../../kubernetes/kinds/lookup.ts';
import { replicasOf } from '../../kubernetes/replicas.ts';
import { type Mount, mountsByVolume } from '../../kubernetes/volume-mounts.ts';
import { isAmbiguous } from '../../manifest/duplicate-keys.ts';
import { textAt } from '../../yaml/access.ts';
import { set } from '../../yaml/edit/edit.ts';
import type { Finding } from '../rule.ts';
import type { Setting } from '../setting.ts';

/** A claim and how the containers use it. */
export interface ClaimUse {
  claim: Claim;
  mounts: readonly Mount[];
  /** The mounts on which `contrast generate` fails whatever the mode of the claim is; it accepts ephemeral volumes. */
  rejected: readonly Mount[];
  /** True for the claim that the pod's secure-pv annotation names. */
  secured: boolean;
}

/** The setting that makes Contrast encrypt and mount a claim. */
export const SECURE_PV: Setting = { path: 'volumes.persistent', value: 'secure-pv' };

/** Returns the claims of a workload with their mounts. */
export function claimUsesOf(workload: ConfidentialWorkload, facts: InputIndex): ClaimUse[] {
  const mounts = mountsByVolume(workload);
  const device = securePvOf(workload)?.device.text;
  return claimsOf(workload, facts).map((claim) => ({
    claim,
    mounts: mounts.get(claim.name) ?? [],
    rejected: claim.origin === 'ephemeral' ? [] : rejectedMounts(workload, claim.name),
    secured: claim.name === device,
  }));
}

/** Returns the claim that becomes the secure persistent volume: the one that the pod names, else the first that Contrast can mount. */
export function chosenOf(uses: readonly ClaimUse[]): ClaimUse | undefined {
  const canBeSecured = (use: ClaimUse) =>
    use.claim.origin !== 'ephemeral' && fileSystemMounts(use).length > 0;
  return uses.find(({ secured }) => secured) ?? uses.find(canBeSecured);
}

/** True if `volumes.persistent: secure-pv` converts the claim; `chosen` is that of `chosenOf`. */
export function canBecomeSecurePv(
  use: ClaimUse,
  chosen: ClaimUse | undefined,
  workload: ConfidentialWorkload,
  facts: InputIndex,
): boolean {
  const obstacle =
    obstacleToBlock(use, workload, facts) ?? obstacleToSecurePv(use, workload, chosen?.claim.name);
  return obstacle === undefined && fileSystemMounts(use).length > 0;
}

/** Returns the mounts that use the claim as a file system. */
export function fileSystemMounts({ mounts }: ClaimUse): Mount[] {
  return mounts.filter(({ list }) => list === 'volumeMounts');
}

/** Returns why a claim cannot safely become a block device; undefined if it can. */
export function obstacleToBlock(
  { claim }: ClaimUse,
  workload: ConfidentialWorkload,
  facts: InputIndex,
): string | undefined {
  if (claim.origin !== 'claim') return undefined;
  if (claim.resource && isAmbiguous(claim.resource)) return 'the claim has a duplicate key';
  const other = facts
    .claimUsers(workload.namespace, claim.claimName)
    .find((resource) => resource !== workload.resource && ownerInInput(resource, facts) === undefined);
  if (other) return `${other.kind} ${other.name} also uses the claim, and pods cannot share a block device`;
  const replicas = replicasOf(workload);
  if (replicas === undefined || replicas > 1)
    return 'several pods may use the claim at the same time, and pods cannot share a block device';
  return undefined;
}

/** Returns why a mounted claim cannot become the secure persistent volume of the pod; undefined if it can. */
export function obstacleToSecurePv(
  { claim }: ClaimUse,
  workload: ConfidentialWorkload,
  chosen: string | undefined,
): string | undefined {
  if (claim.origin === 'ephemeral')
    return 'Contrast does not support ephemeral volumes as secure persistent volumes';
  const annotation = annotationOf(workload, 'secure-pv');
  const asked = securePvOf(workload);
  if (annotation && !asked) return `the annotation ${annotation.key} is invalid`;
  const only = asked?.device.text ?? chosen;
  if (claim.name !== only)
    return `Contrast supports one secure persistent volume per pod, which is "${only}"`;
  if (asked && mountProblem(workload, asked))
    return `"${asked.mount.text}" in the annotation ${annotation!.key} is not an emptyDir`;
  return undefined;
}

/** Sets the mode of a claim to Block. */
export function* blockMode({ claim }: ClaimUse, workload: ConfidentialWorkload): Iterable<Finding> {
  const { title, omitted, mode, resource } = claim;
  if (mode !== 'Filesystem') return;
  const path = resource ? ['spec', 'volumeMode'] : claim.path;
  const advice = overlaps(claim, workload)
    ? '. Use strategy type Recreate, so that the old and the new pod of an update do not use it at the same time'
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
        `set to Block, so that ${title} keeps its data. The mode of a claim that exists in the cluster cannot be changed: ` +
        `recreate it and move its data${advice}`,
    },
  };
}

/** True if an update of the workload starts a pod that uses the claim before the old one has ended. */
function overlaps({ origin }: Claim, { resource }: ConfidentialWorkload): boolean {
  const strategy = workloadKindOf(resource)?.overlapUnlessRecreate;
  return origin === 'claim' && strategy !== undefined && textAt(resource.root, ...strategy) !== 'Recreate';
}
