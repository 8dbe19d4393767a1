import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { defineRule, type Finding } from '../rule.ts';
import { asDevices } from './as-device.ts';
import { asSecureVolume } from './as-secure-pv.ts';
import {
  blockMode,
  type ClaimUse,
  canBecomeSecurePv,
  chosenOf,
  claimUsesOf,
  fileSystemMounts,
  obstacleToBlock,
  obstacleToSecurePv,
  SECURE_PV,
} from './conversion.ts';

export const persistentVolume = defineRule({
  id: 'persistent-volume',
  summary: 'Find persistent volumes whose data would be lost.',
  rationale:
    'Contrast supports persistent volumes as block devices only. A claim in Filesystem mode, the default, becomes an empty ' +
    'directory that is deleted with its container: all data written there is lost. Since 1.13 `contrast generate` fails if a container ' +
    'other than an init container mounts a claim.',
  remedy:
    'Opt-in: with `volumes.persistent: secure-pv` Contrast encrypts and mounts one claim per pod, with `block` containers get claims as devices. ' +
    'Data of an existing claim must be moved manually.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Encrypted storage; Contrast source, verifier NoSharedFSMount',
  severity: 'error',
  triggers: { keys: ['persistentVolumeClaim', 'volumeClaimTemplates', 'ephemeral'] },

  *inspect(workload, facts) {
    const { persistent } = workload.settings.volumes;
    const uses = claimUsesOf(workload, facts);
    if (persistent === 'report') yield* report(uses, workload, facts);
    else yield* convert(uses, persistent, workload, facts);
  },
});

/** Reports every claim, with the setting if Contrast can mount it. */
function* report(uses: ClaimUse[], workload: ConfidentialWorkload, facts: InputIndex): Iterable<Finding> {
  const chosen = chosenOf(uses);
  for (const use of uses) {
    const answer = canBecomeSecurePv(use, chosen, workload, facts) ? { setting: SECURE_PV } : {};
    for (const finding of judge(use)) yield { ...finding, ...answer };
  }
}

function* convert(
  uses: ClaimUse[],
  to: 'block' | 'secure-pv',
  workload: ConfidentialWorkload,
  facts: InputIndex,
): Iterable<Finding> {
  const chosen = chosenOf(uses);
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

/** Yields findings without a fix; `obstacle` is why a configured fix is not possible. */
function* judge(use: ClaimUse, obstacle?: string): Iterable<Finding> {
  const { claim, mounts, rejected } = use;
  const { title, path, mode, omitted } = claim;
  const because = obstacle === undefined ? '' : `. Not changed, because ${obstacle}`;
  if (mode === 'Filesystem') {
    yield {
      path,
      proposedValue: 'Block',
      ...(omitted ? {} : { currentValue: mode }),
      cause: {
        message: `claims have volumeMode Filesystem, the default: their data would be lost when the container ends${failure(use)}. Use volumeMode: Block with volumeDevices, or a secure persistent volume${because}`,
        subject: title,
      },
      message:
        `${title} has volumeMode Filesystem${omitted ? ', the default' : ''}: its data would be lost when the container ends${failure(use)}. ` +
        `Use volumeMode: Block with volumeDevices, or a secure persistent volume${because}`,
    };
  } else if (mode === 'unknown') {
    const used = mounts.length > 0 || use.secured;
    const asDevice = used && mounts.every(({ list }) => list === 'volumeDevices');
    const finding = fileSystemMounts(use).length > 0 ? mountedUnknown(use) : unknownMode(use, asDevice);
    yield { ...finding, message: finding.message + because };
  }
  for (const mount of mounts) {
    const { container, list, path: mountPath } = mount;
    if (mode === 'Block' && list === 'volumeMounts') {
      const fails = rejected.includes(mount) ? ', and contrast generate fails on the mount' : '';
      yield {
        path: mountPath,
        message: `${container.title} mounts ${title} as a file system, but its volumeMode is Block${fails}: use volumeDevices${because}`,
      };
    } else if (mode === 'Filesystem' && list === 'volumeDevices') {
      yield {
        path: mountPath,
        message: `${container.title} uses ${title} as a device, but its volumeMode is Filesystem: set volumeMode: Block${because}`,
      };
    }
  }
}

/** What `contrast generate` does about the mounts of a claim. */
function failure({ rejected }: ClaimUse): string {
  return rejected.length > 0 ? ', and contrast generate fails on the mount' : '';
}

/** The API server lets containers mount claims of mode Filesystem only, so the mode of the claim is known. */
function mountedUnknown(use: ClaimUse): Finding {
  const { path, title } = use.claim;
  return {
    path,
    cause: {
      message:
        'claims that are not in the input are mounted as a file system: their data would be lost when the container ends' +
        `${failure(use)}. Use volumeMode: Block with volumeDevices, or a secure persistent volume`,
      subject: title,
    },
    message:
      `${title} refers to a claim that is not in the input, and is mounted as a file system: its data would be lost when the container ends${failure(use)}. ` +
      'Use volumeMode: Block with volumeDevices, or a secure persistent volume',
  };
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
