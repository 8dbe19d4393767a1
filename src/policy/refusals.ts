import type { Config } from '../config/load-config.ts';
import { OWN_IMAGES } from '../rules/image-digest.ts';
import { celText, type Variable } from './cel.ts';
import { type FindingKind, isFailing } from './failing.ts';

/** One reason to refuse a pod: a rule, as far as a pod alone shows what the rule is about. */
export interface Refusal {
  rule: string;
  /** What is wrong with the pod, as a list of names that is empty where nothing is. */
  culprits: Variable;
  /** What is said in front of the names. */
  problem: string;
}

/**
 * The reasons that hold under the configuration: what `check` fails on, and with `strict` what `check --strict` fails on.
 * A rule that is off, or whose findings only warn, refuses nothing.
 */
export function refusalsOf(config: Config, strict: boolean): Refusal[] {
  const { settings } = config;
  const fails = (finding: FindingKind): boolean => isFailing(settings, strict, finding);
  const refusals: Refusal[] = [];
  if (fails({ rule: 'memory-limit', fixed: givesLimits(config) })) refusals.push(withoutMemoryLimit('true'));
  // The rule makes a limit of a request, and of what the pod itself says.
  else if (fails({ rule: 'memory-limit', fixed: true }))
    refusals.push(withoutMemoryLimit(`(${has('requests', 'memory')} || variables.givesLimits)`));
  if (fails({ rule: 'memory-request', fixed: true })) refusals.push(memoryRequest);
  if (fails({ rule: 'pod-level-resources', fixed: true })) refusals.push(podMemoryRequest);
  if (fails({ rule: 'cpu-limit', fixed: true })) refusals.push(cpuLimit);
  if (fails({ rule: 'volume-type', fixed: false })) refusals.push(volumeType);
  if (fails({ rule: 'host-path', fixed: false })) refusals.push(hostPath(true));
  else if (fails({ rule: 'host-path', fixed: false, severity: 'error' })) refusals.push(hostPath(false));
  if (fails({ rule: 'persistent-volume', fixed: false })) refusals.push(persistentVolume);
  if (fails({ rule: 'image-digest', fixed: false })) refusals.push(imageDigest);
  return refusals;
}

/** True where the configuration has limits for containers without one. */
function givesLimits({ settings, overrides }: Config): boolean {
  const layers = [settings.memory, ...overrides.map((override) => override.settings.memory)];
  return layers.some(
    (memory) => memory?.default !== undefined || Object.keys(memory?.containers ?? {}).length > 0,
  );
}

function has(field: 'limits' | 'requests', resource: 'memory' | 'cpu'): string {
  return `has(c.resources) && has(c.resources.${field}) && '${resource}' in c.resources.${field}`;
}

/** @param among - CEL of a container c: which of those without a limit it is about */
function withoutMemoryLimit(among: string): Refusal {
  return {
    rule: 'memory-limit',
    problem: 'these containers have no memory limit, so they add nothing to the memory of the VM',
    culprits: {
      name: 'withoutMemoryLimit',
      expression: `'memory' in variables.podLimits ? []
: variables.containers.filter(c, !(${has('limits', 'memory')}) && ${among}).map(c, c.name)`,
    },
  };
}

const memoryRequest: Refusal = {
  rule: 'memory-request',
  problem: 'the memory request of these containers is not their limit, which the VM always takes',
  culprits: {
    name: 'requestNotLimit',
    expression: `'memory' in variables.podLimits ? []
: variables.containers.filter(c, ${has('limits', 'memory')}
  && !(${has('requests', 'memory')}
    && quantity(c.resources.requests.memory).compareTo(quantity(c.resources.limits.memory)) == 0)).map(c, c.name)`,
  },
};

/**
 * A request that has no limit beside it is let through: the API server fills it in itself where the pod has other resources of
 * its own, and refuses one that is less than the containers', as it does limits of containers above the pod's.
 */
const podMemoryRequest: Refusal = {
  rule: 'pod-level-resources',
  problem: 'the memory request of the pod is not its limit, which the VM always takes',
  culprits: {
    name: 'podRequestNotLimit',
    expression: `'memory' in variables.podLimits
&& !('memory' in variables.podRequests
  && quantity(variables.podRequests.memory).compareTo(quantity(variables.podLimits.memory)) == 0) ? ['the pod'] : []`,
  },
};

const cpuLimit: Refusal = {
  rule: 'cpu-limit',
  problem: 'these have a CPU limit, which makes attestation fail on bare metal',
  culprits: {
    name: 'withCpuLimit',
    expression: `variables.mayLimitCpus ? []
: variables.containers.filter(c, ${has('limits', 'cpu')}).map(c, c.name)
  + ('cpu' in variables.podLimits ? ['the pod'] : [])`,
  },
};

/** True of a volume v that a container mounts or uses as a device. */
const USED = `variables.containers.exists(c,
  (has(c.volumeMounts) && c.volumeMounts.exists(m, m.name == v.name))
  || (has(c.volumeDevices) && c.volumeDevices.exists(d, d.name == v.name)))`;
const MOUNTED = `variables.containers.exists(c, has(c.volumeMounts) && c.volumeMounts.exists(m, m.name == v.name))`;

const volumeType: Refusal = {
  rule: 'volume-type',
  problem: 'these volumes are of a type that Contrast does not support',
  culprits: {
    name: 'unsupportedVolumes',
    // Those of the second line are judged by themselves.
    expression: `variables.volumes.filter(v, !(has(v.configMap) || has(v.downwardAPI) || has(v.emptyDir) || has(v.projected) || has(v.secret)
  || has(v.hostPath) || v.name in variables.imageVolumes || has(v.persistentVolumeClaim) || has(v.ephemeral))
  && ${USED}).map(v, v.name)`,
  },
};

/** All of them, or those alone that cannot work in a VM: sockets, devices, directories of the kernel. */
function hostPath(all: boolean): Refusal {
  const unusable = `has(v.hostPath) && (v.hostPath.path.matches(${celText('\\.sock$|^/(dev|proc|sys)(/|$)')})
    || (has(v.hostPath.type) && v.hostPath.type in ['Socket', 'CharDevice', 'BlockDevice']))`;
  return {
    rule: 'host-path',
    problem: all
      ? 'these volumes are copied from the host once and never written back'
      : "these volumes are the host's sockets, devices or kernel directories, which do not work in a VM",
    culprits: {
      name: 'hostVolumes',
      expression: `variables.volumes.filter(v, (${all ? 'has(v.hostPath) || v.name in variables.imageVolumes' : unusable})
  && ${USED}).map(v, v.name)`,
    },
  };
}

/** The API server lets a container mount claims of mode Filesystem only. */
const persistentVolume: Refusal = {
  rule: 'persistent-volume',
  problem: 'these claims are mounted as file systems, so their data would be lost with the container',
  culprits: {
    name: 'mountedClaims',
    expression: `variables.volumes.filter(v, (has(v.persistentVolumeClaim) || has(v.ephemeral))
  && ${MOUNTED}).map(v, v.name)`,
  },
};

/** Ephemeral containers, with which people look into a running pod, are of no digest more often than others. */
const imageDigest: Refusal = {
  rule: 'image-digest',
  problem: 'these containers name their image without a digest',
  culprits: {
    name: 'withoutDigest',
    expression: `(variables.containers.map(c, [c.name, c.image])
  + (has(object.spec.ephemeralContainers) ? object.spec.ephemeralContainers.map(c, [c.name, c.image]) : []))
.filter(c, !c[1].matches('@sha256:[0-9a-f]{64}$') && !c[1].startsWith(${celText(OWN_IMAGES)})).map(c, c[0])`,
  },
};
