import type { InputFacts } from '../cluster/facts.ts';
import { asDevices } from '../contrast/claim-as-device.ts';
import { asSecureVolume } from '../contrast/claim-as-secure-pv.ts';
import {
  blockMode,
  type ClaimUse,
  fileSystemMounts,
  obstacleToBlock,
  obstacleToSecurePv,
} from '../contrast/claim-conversion.ts';
import { securePvOf } from '../contrast/secure-pv.ts';
import { groupBy } from '../group-by.ts';
import { claimsOf } from '../kube/claims.ts';
import { mountsOf } from '../kube/mounts.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';

export const persistentVolume = defineRule({
  id: 'persistent-volume',
  summary: 'Find persistent volumes whose data would be lost.',
  rationale:
    'Contrast attaches persistent volumes as block devices only. A claim in Filesystem mode, which is the default, becomes an empty ' +
    'directory that lives as long as its container: everything written there is lost without an error.',
  remedy:
    'Opt-in: `volumes.persistent: secure-pv` has Contrast encrypt and mount one claim a pod, `block` gives claims to containers as devices. ' +
    'Data that an existing claim holds has to be moved by hand.',
  source: 'Contrast documentation, Prepare deployment files, Volumes; Encrypted storage',
  severity: 'error',
  wokenBy: { keys: ['persistentVolumeClaim', 'volumeClaimTemplates', 'ephemeral'] },

  *inspect(workload, facts) {
    const { persistent } = workload.settings.volumes;
    const mounts = groupBy(mountsOf(workload), ({ name }) => name);
    const device = securePvOf(workload)?.device.text;
    const uses = claimsOf(workload, facts).map((claim) => ({
      claim,
      mounts: mounts.get(claim.name) ?? [],
      secured: claim.name === device,
    }));
    if (persistent === 'report') for (const use of uses) yield* judge(use);
    else yield* convert(uses, persistent, workload, facts);
  },
});

function* convert(
  uses: ClaimUse[],
  to: 'block' | 'secure-pv',
  workload: Workload,
  facts: InputFacts,
): Iterable<Finding> {
  const chosen = uses.find(({ secured }) => secured) ?? uses.find(canBeSecured);
  const sound: ClaimUse[] = [];
  for (const use of uses) {
    const mounted = fileSystemMounts(use).length > 0;
    if (!mounted && use.claim.mode !== 'Filesystem') {
      yield* judge(use);
      continue;
    }
    const obstacle =
      obstacleToBlock(use, workload, facts) ??
      (mounted && to === 'secure-pv' ? obstacleToSecurePv(use, workload, chosen?.claim.name) : undefined);
    if (obstacle !== undefined) {
      yield* judge(use, obstacle);
      continue;
    }
    if (use.claim.mode === 'unknown') yield unknownMode(use, true);
    yield* blockMode(use, workload);
    if (mounted) sound.push(use);
  }
  if (to === 'block') yield* asDevices(sound);
  else for (const use of sound) yield* asSecureVolume(use, workload);
}

/** True for a claim that Contrast can mount: of the pod's own or of a claim template, and used as a file system. */
function canBeSecured(use: ClaimUse): boolean {
  return use.claim.origin !== 'ephemeral' && fileSystemMounts(use).length > 0;
}

/** What stands; `obstacle` says why nothing is changed although the configuration asks for it. */
function* judge(use: ClaimUse, obstacle?: string): Iterable<Finding> {
  const { claim, mounts } = use;
  const { title, path, mode, omitted } = claim;
  const because = obstacle === undefined ? '' : `. It is not changed, because ${obstacle}`;
  if (mode === 'Filesystem') {
    yield {
      path,
      proposedValue: 'Block',
      ...(omitted ? {} : { currentValue: mode }),
      message:
        `${title} has volumeMode Filesystem${omitted ? ', the default' : ''}: its data would be lost when the container ends. ` +
        `Use volumeMode: Block with volumeDevices, or a secure persistent volume${because}`,
    };
  } else if (mode === 'unknown') {
    const used = mounts.length > 0 || use.secured;
    const asDevice = used && mounts.every(({ list }) => list === 'volumeDevices');
    const finding = unknownMode(use, asDevice);
    yield { ...finding, message: finding.message + because };
  }
  for (const { container, list, path: mountPath } of mounts) {
    if (mode === 'Block' && list === 'volumeMounts') {
      yield {
        path: mountPath,
        message: `${container.title} mounts ${title} as a file system, but its volumeMode is Block: use volumeDevices${because}`,
      };
    } else if (mode === 'Filesystem' && list === 'volumeDevices') {
      yield {
        path: mountPath,
        message: `${container.title} uses ${title} as a device, but its volumeMode is Filesystem: set volumeMode: Block${because}`,
      };
    }
  }
}

function unknownMode({ claim: { path, title } }: ClaimUse, asDevice: boolean): Finding {
  const doubt = asDevice
    ? 'make sure that its volumeMode is Block'
    : 'it must have volumeMode: Block and be used by volumeDevices, or its data would be lost';
  return {
    path,
    severity: 'warning',
    message: `${title} refers to a claim that is not in the input: ${doubt}`,
  };
}
