import { UNUSABLE_PATH } from '../../kubernetes/node-folders.ts';
import { celText } from '../cel.ts';
import { rejectsSharedFileSystems } from '../config-variables.ts';
import type { GuardCheck } from './check.ts';

/**
 * Names and containers up to which the guard looks for mounts; the API server gives an expression a million units of cost
 * (Kubernetes, CEL cost limits), and a mount costs one for each name.
 */
const MOST_COMPARED = 1000;

/**
 * CEL: the names of volumes v for which a condition holds and that containers use. Where there are too many to compare, also those
 * that nobody uses.
 */
function usedVolumes(condition: string): string {
  return volumesIn(condition, 'variables.mounts.exists(m, n in m) || variables.devices.exists(d, n in d)');
}

/** CEL: the names n of volumes v for which both conditions hold. */
function volumesIn(condition: string, isUsed: string): string {
  return `[variables.volumes.filter(v, ${condition}).map(v, v.name)]
.map(names, size(names) * size(variables.mounts) > ${MOST_COMPARED} ? names : names.filter(n, ${isUsed}))[0]`;
}

export const volumeType: GuardCheck = {
  rule: 'volume-type',
  where: 'a container mounts a volume of a type that Contrast does not support',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    return {
      problem: 'these volumes are of a type that Contrast does not support',
      culprits: {
        name: 'unsupportedVolumes',
        // The types in the second line have separate validations.
        expression:
          usedVolumes(`!(has(v.configMap) || has(v.downwardAPI) || has(v.emptyDir) || has(v.projected) || has(v.secret)
  || has(v.hostPath) || v.name in variables.imageVolumes || has(v.persistentVolumeClaim) || has(v.ephemeral))`),
      },
    };
  },
};

const UNUSABLE = `has(v.hostPath) && (v.hostPath.path.matches(${celText(UNUSABLE_PATH)})
    || (has(v.hostPath.type) && v.hostPath.type in ['Socket', 'CharDevice', 'BlockDevice']))`;
const COPIED = 'has(v.hostPath) || v.name in variables.imageVolumes';

/** CEL: the copied volumes on which `contrast generate` fails: those that main containers mount. */
function rejectedVolumes(isRejecting: string): string {
  const volumes = volumesIn(`(${COPIED}) && !(${UNUSABLE})`, 'variables.mainMounts.exists(m, n in m)');
  return `(${isRejecting} ? ${volumes} : [])`;
}

export const hostPath: GuardCheck = {
  rule: 'host-path',
  where:
    'a container mounts a socket, a device, a kernel directory or another folder of the node from which nothing works in a VM; a main container mounts any hostPath or image volume, in releases whose `contrast generate` fails on it; with `--strict`, any hostPath or image volume',
  refusal({ config, fails }) {
    const all = fails({ fixed: false });
    if (!all && !fails({ fixed: false, severity: 'error' })) return undefined;
    const isRejecting = all ? undefined : rejectsSharedFileSystems(config);
    return {
      problem: all
        ? 'these volumes are copied from the host once and never written back'
        : isRejecting
          ? 'these volumes do not work in a VM, or contrast generate fails on their mounts'
          : 'these volumes are sockets, devices or folders of the node, which do not work in a VM',
      culprits: {
        name: 'hostVolumes',
        expression: all
          ? usedVolumes(COPIED)
          : [usedVolumes(UNUSABLE), ...(isRejecting ? [rejectedVolumes(isRejecting)] : [])].join('\n+ '),
      },
    };
  },
};

/** CEL: an ephemeral volume whose claim is not a device. */
const EPHEMERAL_FILE_SYSTEM = `has(v.ephemeral) && !(has(v.ephemeral.volumeClaimTemplate)
  && has(v.ephemeral.volumeClaimTemplate.spec.volumeMode) && v.ephemeral.volumeClaimTemplate.spec.volumeMode == 'Block')`;

/** The API server lets a container mount only claims with mode Filesystem. */
export const persistentVolume: GuardCheck = {
  rule: 'persistent-volume',
  where:
    'a container mounts a claim as a file system, or the claim of an ephemeral volume is not a block device',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    return {
      problem: 'these claims are file systems, so their data would be lost with the container',
      culprits: {
        name: 'fileSystemClaims',
        expression: `[variables.volumes.filter(v, has(v.persistentVolumeClaim) || has(v.ephemeral))]
.map(claims, claims.filter(v, (${EPHEMERAL_FILE_SYSTEM})
  || size(claims) * size(variables.mounts) > ${MOST_COMPARED} || variables.mounts.exists(m, v.name in m)).map(v, v.name))[0]
+ variables.claimTemplates.filter(n, variables.mounts.exists(m, n in m))`,
      },
    };
  },
};

export const subPath: GuardCheck = {
  rule: 'sub-path',
  where: 'a container mounts a part of a volume by `subPath`; with `--strict`, also by `subPathExpr`',
  refusal({ fails }) {
    if (!fails({ fixed: false })) return undefined;
    const parts = ['subPath', ...(fails({ fixed: false, severity: 'warning' }) ? ['subPathExpr'] : [])];
    return {
      problem: 'these containers mount a part of a volume, which Contrast does not support',
      culprits: {
        name: 'subPaths',
        expression: `variables.containers.filter(c, has(c.volumeMounts)
  && c.volumeMounts.exists(m, ${parts.map((part) => `(has(m.${part}) && m.${part} != '')`).join(' || ')})).map(c, c.name)`,
      },
    };
  },
};
