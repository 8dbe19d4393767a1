// Pods, and what a policy says to them.
import { load } from 'js-yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import type { Requirement } from '../../src/kubernetes/selector.ts';
import { admissionPolicies } from '../../src/policy/policy.ts';
import { rules } from '../../src/rules/index.ts';
import { document, json } from '../config/load.ts';
import type { PodObject, Policy } from './admission.ts';

const NAMESPACES: Requirement[] = [{ key: 'kubernetes.io/metadata.name', operator: 'in', values: ['shop'] }];

/** The policy about pods that a configuration with this `spec`, given as YAML, makes. */
export function policyOf(spec: string, strict = false): Policy {
  return policiesOf(spec, strict)[0]!;
}

/** The policies about pods and about templates. */
export function policiesOf(spec: string, strict = false): [pods: Policy, templates: Policy] {
  const { config } = loadConfig({
    document: document(spec),
    ruleIds: rules.map(({ id }) => id),
    parseYaml: json,
  });
  const options = { name: 'p', namespaces: NAMESPACES, actions: ['Deny'], strict, templates: true };
  const [pods, , templates] = admissionPolicies(config, options).objects as unknown as Policy[];
  return [pods!, templates!];
}

/** A release that measures a single CPU on the platform. */
export const METAL = 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.18"';
/** A release that requires the variable of GPUs, and warns of annotations that size the VM. */
const OLD = 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.12"';
export const DIGEST = `@sha256:${'0'.repeat(64)}`;
const CLASS = 'contrast-cc-metal-qemu-snp-0a1b2c3d';

/** A pod of two containers that is right in every respect, with changes. */
export function pod(change: string): PodObject {
  const container = (name: string) => ({
    name,
    image: `registry.example.com/${name}:1${DIGEST}`,
    resources: { requests: { memory: '64Mi' }, limits: { memory: '64Mi' } },
  });
  const made: PodObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { runtimeClassName: CLASS, containers: [container('web'), container('proxy')] },
  };
  return merged(made, load(change) as object) as PodObject;
}

/** `null` removes; a list is merged with the items of the same place. */
export function merged(below: unknown, above: unknown): unknown {
  if (Array.isArray(below) && Array.isArray(above)) {
    const items = above.map((item, index) => merged(below[index], item));
    return [...items, ...below.slice(above.length)];
  }
  if (!isMap(below) || !isMap(above)) return above;
  const result: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) {
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface Case {
  title: string;
  change: string;
  spec?: string;
  strict?: boolean;
  /** Rules in the order of the policy; none where the pod is let through. */
  refused: string[];
  /** Claims that the pod uses, which only `check` sees. */
  claims?: string[];
}

export const cases: Case[] = [
  { title: 'a prepared pod', change: '{}', refused: [] },
  { title: 'no class', change: 'spec: {runtimeClassName: null}', refused: ['runtime-class'] },
  {
    title: 'the class of another runtime',
    change: 'spec: {runtimeClassName: kata-qemu}',
    refused: ['runtime-class'],
  },
  {
    title: 'the placeholder that generate replaces',
    change: 'spec: {runtimeClassName: contrast-cc}',
    refused: [],
  },
  {
    title: 'the class of the cluster on AKS',
    spec: 'platform: AKS-CLH-SNP',
    change: 'spec: {runtimeClassName: kata-cc-isolation}',
    refused: [],
  },
  {
    title: 'the class of AKS on bare metal',
    change: 'spec: {runtimeClassName: kata-cc-isolation}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'the class of AKS on bare metal beside an override for AKS',
    spec: 'platform: Metal-QEMU-SNP\ncontrastVersion: "1.12"\nworkloads: {overrides: [{match: {name: elsewhere}, platform: AKS-CLH-SNP}]}',
    change: 'spec: {runtimeClassName: kata-cc-isolation}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'the class of AKS on bare metal where its rule only warns, and changes nothing',
    spec: `${METAL}\nrules: {runtime-class-name: {severity: warning, fix: false}}`,
    change: 'spec: {runtimeClassName: kata-cc-isolation}',
    refused: [],
  },
  {
    title: 'a class that only begins like one of Contrast',
    change: 'spec: {runtimeClassName: contrast-cc-metal-qemu-snp-backup}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'a class in capitals',
    change: 'spec: {runtimeClassName: Contrast-CC}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'a VM that is not confidential',
    change: 'spec: {runtimeClassName: contrast-insecure}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'a VM that is not confidential as the only one',
    spec: 'platform: Metal-QEMU-Insecure',
    change: 'spec: {runtimeClassName: contrast-insecure}',
    refused: [],
  },
  {
    title: 'a confidential class on hosts that have none',
    spec: 'platform: Metal-QEMU-Insecure',
    change: 'spec: {runtimeClassName: contrast-cc}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'a foreign class that the configuration keeps',
    spec: `${METAL}\nruntimeClass: {onConflict: keep}`,
    change: 'spec: {runtimeClassName: kata-qemu, containers: [{resources: {limits: {memory: null}}}]}',
    refused: [],
  },
  {
    title: 'a foreign class that the configuration keeps, strictly',
    spec: `${METAL}\nruntimeClass: {onConflict: keep}`,
    strict: true,
    change: 'spec: {runtimeClassName: kata-qemu}',
    refused: ['runtime-class'],
  },
  {
    title: 'a foreign class that is to be replaced',
    spec: `${METAL}\nruntimeClass: {onConflict: replace}\nrules: {runtime-class: warning}`,
    change: 'spec: {runtimeClassName: kata-qemu}',
    refused: ['runtime-class'],
  },
  {
    title: 'a foreign class of which the configuration warns',
    spec: `${METAL}\nrules: {runtime-class: warning}`,
    change: 'spec: {runtimeClassName: kata-qemu}',
    refused: [],
  },
  {
    title: 'no class where its rule only warns, and mends nothing',
    spec: `${METAL}\nrules: {runtime-class: {severity: warning, fix: false}}`,
    change: 'spec: {runtimeClassName: null}',
    refused: [],
  },
  {
    title: 'no class where its rule warns of what it cannot fix',
    spec: `${METAL}\nrules: {runtime-class: warning}`,
    change: 'spec: {runtimeClassName: null}',
    refused: ['runtime-class'],
  },
  {
    title: 'a misspelt class where its rule only warns',
    spec: `${METAL}\nrules: {runtime-class-name: warning}`,
    change: 'spec: {runtimeClassName: contrast-ccc}',
    refused: [],
  },
  {
    title: 'a misspelt class where its rule only warns and foreign ones are replaced',
    spec: `${METAL}\nruntimeClass: {onConflict: replace}\nrules: {runtime-class-name: warning}`,
    change: 'spec: {runtimeClassName: contrast-ccc}',
    refused: ['runtime-class'],
  },
  {
    title: 'an insecure class where its rule only warns and foreign ones are replaced',
    spec: `${METAL}\nruntimeClass: {onConflict: replace}\nrules: {runtime-class-name: warning}`,
    change: 'spec: {runtimeClassName: contrast-insecure}',
    refused: [],
  },
  ...['kata-ccisolation', 'kata-cc-isolaton', 'kata-cc-islation', 'katacc-isolation'].map((name) => ({
    title: `${name}, a misspelt class, if other classes are allowed`,
    spec: `${METAL}\nruntimeClass: {onConflict: keep}`,
    change: `spec: {runtimeClassName: ${name}}`,
    refused: ['runtime-class-name'],
  })),
  ...['kata-cc', 'kata-cc-isolation-v2', 'kata-cc-internal'].map((name) => ({
    title: `${name}, a class of another runtime, if other classes are allowed`,
    spec: `${METAL}\nruntimeClass: {onConflict: keep}`,
    change: `spec: {runtimeClassName: ${name}}`,
    refused: [],
  })),
  ...['contrast-cc-k3s-qemu-snp', 'contrast-cc-rke2-qemu-tdx-0a1b2c3d'].map((name) => ({
    title: `${name}, of a removed platform, where its rule warns of what it cannot fix`,
    spec: `${METAL}\nrules: {runtime-class-name: warning}`,
    change: `spec: {runtimeClassName: ${name}}`,
    refused: ['runtime-class-name'],
  })),
  {
    title: 'the class of a removed platform where its rule only warns, and mends nothing',
    spec: `${METAL}\nrules: {runtime-class-name: {severity: warning, fix: false}}`,
    change: 'spec: {runtimeClassName: contrast-cc-k3s-qemu-snp}',
    refused: [],
  },
  {
    title: 'a socket of the host where its rule only warns',
    spec: `${METAL}\nrules: {host-path: warning}`,
    change:
      'spec: {volumes: [{name: a, hostPath: {path: /run/a.sock}}], containers: [{volumeMounts: [{name: a, mountPath: /a}]}]}',
    refused: [],
  },
  {
    title: 'a finding that is accepted without a reason, in front of one with a reason',
    change:
      'metadata: {annotations: {prepare-contrast.dev/allow: "cpu-limit:; sub-path: x"}}\nspec: {containers: [{resources: {limits: {cpu: 1}}}]}',
    refused: ['cpu-limit'],
  },
  {
    title: 'no memory limit where its rule warns of what it cannot fix',
    spec: `${METAL}\nrules: {memory-limit: warning}`,
    change: 'spec: {containers: [{resources: null}]}',
    refused: [],
  },
  {
    title: 'no memory limit beside a request where its rule warns of what it cannot fix',
    spec: `${METAL}\nrules: {memory-limit: warning}`,
    change: 'spec: {containers: [{resources: {limits: null}}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'no memory limit but in an annotation where its rule warns of what it cannot fix',
    spec: `${METAL}\nrules: {memory-limit: warning}`,
    change:
      'metadata: {annotations: {prepare-contrast.dev/memory: 64Mi}}\nspec: {containers: [{resources: null}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'no memory limit but in an override where its rule warns of what it cannot fix',
    spec: `${METAL}\nrules: {memory-limit: warning}\nworkloads: {overrides: [{match: {name: web}, memory: {containers: {"*/*": 64Mi}}}]}`,
    change: 'spec: {containers: [{resources: null}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'no memory limit, which an override accepts for this pod',
    spec: `${METAL}\nworkloads: {overrides: [{match: {name: web}, allow: {memory-limit: "it's fine"}}]}`,
    change: 'spec: {containers: [{resources: {limits: null}}]}',
    refused: [],
  },
  {
    title: 'no memory limit, which an override accepts for another pod',
    spec: `${METAL}\nworkloads: {overrides: [{match: {name: elsewhere}, allow: {memory-limit: fine}}]}`,
    change: 'spec: {containers: [{resources: {limits: null}}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'no class if other classes are allowed',
    spec: `${METAL}\nruntimeClass: {onConflict: keep}`,
    change: 'spec: {runtimeClassName: null}',
    refused: ['runtime-class'],
  },
  {
    title: 'a pod that opts out',
    change: 'metadata: {annotations: {prepare-contrast.dev/skip: "true"}}\nspec: {runtimeClassName: null}',
    refused: [],
  },
  {
    title: 'a pod that says that it does not opt out',
    change: 'metadata: {annotations: {prepare-contrast.dev/skip: "false"}}\nspec: {runtimeClassName: null}',
    refused: ['runtime-class'],
  },
  { title: 'no memory limit', change: 'spec: {containers: [{resources: null}]}', refused: ['memory-limit'] },
  {
    title: 'a CPU limit alone',
    change: 'spec: {containers: [{resources: {limits: {memory: null, cpu: 1}, requests: null}}]}',
    refused: ['memory-limit', 'cpu-limit'],
  },
  {
    title: 'no memory limit in an init container',
    change: 'spec: {initContainers: [{name: init, image: "i:1", resources: {requests: {memory: 1Mi}}}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'a request under the limit',
    change: 'spec: {containers: [{}, {resources: {requests: {memory: 32Mi}}}]}',
    refused: ['memory-request'],
  },
  {
    title: 'a request that is the limit in other words',
    change: 'spec: {containers: [{resources: {requests: {memory: 0.0625Gi}}}]}',
    refused: [],
  },
  {
    title: 'a request under the limit in an init container',
    change:
      'spec: {initContainers: [{name: init, image: "i:1", resources: {requests: {memory: 1Mi}, limits: {memory: 2Mi}}}]}',
    refused: ['memory-request'],
  },
  {
    title: 'what generate injects',
    change:
      '{metadata: {annotations: {io.katacontainers.config.agent.policy: eA==}}, spec: {initContainers: [{name: contrast-initializer, image: "i:1", restartPolicy: Always, resources: {requests: {memory: 50Mi}}}]}}',
    refused: [],
  },
  {
    title: 'what has the name of something that generate injects',
    change: 'spec: {initContainers: [{name: contrast-initializer, image: "i:1"}]}',
    refused: ['memory-limit'],
  },
  {
    title: 'limits of the pod as a whole',
    change:
      'spec: {resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}, containers: [{resources: null}]}',
    refused: [],
  },
  {
    title: 'a request of the pod as a whole under its limit',
    change:
      'spec: {resources: {limits: {memory: 1Gi}, requests: {memory: 1Mi}}, containers: [{resources: null}]}',
    refused: ['pod-level-resources'],
  },
  {
    title: 'a CPU limit of the pod as a whole',
    change: 'spec: {resources: {limits: {cpu: 2}}}',
    refused: ['cpu-limit'],
  },
  {
    title: 'a CPU limit',
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: ['cpu-limit'],
  },
  {
    title: 'a CPU limit where several CPUs can be measured',
    spec: `${METAL}\ncpu: {multiVcpu: true}`,
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'a CPU limit at a release that measures several',
    spec: 'platform: Metal-QEMU-SNP',
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'a CPU limit where it is not certain whether several are measured',
    spec: 'platform: Metal-QEMU-TDX\ncontrastVersion: "1.25"',
    change:
      'spec: {runtimeClassName: contrast-cc-metal-qemu-tdx-0a1b2c3d, containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'a CPU limit on a GPU platform that measures one',
    spec: `${METAL}\ncpu: {multiVcpu: true}`,
    change:
      'spec: {runtimeClassName: contrast-cc-metal-qemu-tdx-gpu-0a1b2c3d, containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: ['runtime-class-name', 'cpu-limit'],
  },
  {
    title: 'a CPU limit on AKS',
    spec: 'platform: AKS-CLH-SNP',
    change: 'spec: {runtimeClassName: kata-cc-isolation, containers: [{resources: {limits: {cpu: "1"}}}]}',
    refused: [],
  },
  ...[
    ['a CPU request without a limit', '{requests: {cpu: "1"}}'],
    ['a CPU request below the limit', '{requests: {cpu: 500m}, limits: {cpu: "1"}}'],
  ].map(([title, resources]) => ({
    title: `${title} on AKS`,
    spec: 'platform: AKS-CLH-SNP',
    change: `spec: {runtimeClassName: kata-cc-isolation, containers: [{resources: ${resources}}]}`,
    refused: ['cpu-limit'],
  })),
  {
    title: 'a CPU request without a limit beside an override for AKS',
    spec: `${OLD}\nworkloads: {overrides: [{match: {name: elsewhere}, platform: AKS-CLH-SNP}]}`,
    change: 'spec: {containers: [{resources: {requests: {cpu: "1"}}}]}',
    refused: [],
  },
  {
    title: 'a CPU request of the pod as a whole without a limit on AKS',
    spec: 'platform: AKS-CLH-SNP',
    change: 'spec: {runtimeClassName: kata-cc-isolation, resources: {requests: {cpu: "1"}}}',
    refused: ['cpu-limit'],
  },
  {
    title: 'a CPU limit that the rule is off for',
    spec: `${METAL}\nrules: {cpu-limit: "off"}`,
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'a CPU limit that is only reported',
    spec: `${METAL}\nrules: {cpu-limit: {fix: false}}`,
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'a CPU limit that is only reported, strictly',
    strict: true,
    spec: `${METAL}\nrules: {cpu-limit: {fix: false}}`,
    change: 'spec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: ['cpu-limit'],
  },
  {
    title: 'a CPU limit that the pod gives a reason for',
    change:
      'metadata: {annotations: {prepare-contrast.dev/allow: "sub-path: never written; cpu-limit: measured by hand"}}\nspec: {containers: [{resources: {limits: {cpu: 500m}}}]}',
    refused: [],
  },
  {
    title: 'volumes that Contrast supports',
    change:
      'spec: {volumes: [{name: a, emptyDir: {}}, {name: b, configMap: {name: c}}, {name: c, secret: {secretName: s}}, {name: d, projected: {sources: []}}, {name: e, downwardAPI: {items: []}}, {name: f}], containers: [{volumeMounts: [{name: a, mountPath: /a}, {name: f, mountPath: /f}]}]}',
    refused: [],
  },
  {
    title: 'a volume of another type',
    change:
      'spec: {volumes: [{name: n, nfs: {server: s, path: /}}], containers: [{volumeMounts: [{name: n, mountPath: /n}]}]}',
    refused: ['volume-type'],
  },
  {
    title: 'a volume of another type in an init container',
    change:
      'spec: {volumes: [{name: n, csi: {driver: d}}], initContainers: [{name: init, image: "i:1", resources: {requests: {memory: 1Mi}, limits: {memory: 1Mi}}, volumeMounts: [{name: n, mountPath: /n}]}]}',
    refused: ['volume-type'],
  },
  {
    title: 'a volume of another type that nothing mounts',
    change: 'spec: {volumes: [{name: n, nfs: {server: s, path: /}}]}',
    refused: [],
  },
  ...[
    { title: 'a directory of the host', refused: ['host-path'] },
    { title: 'a directory of the host before contrast generate refused it', spec: OLD, refused: [] },
    {
      title: 'a directory of the host before contrast generate refused it, strictly',
      spec: OLD,
      strict: true,
      refused: ['host-path'],
    },
    {
      title: 'a directory of the host in a VM that is not confidential',
      spec: 'platform: Metal-QEMU-Insecure',
      runtimeClass: 'contrast-insecure',
      refused: [],
    },
    {
      title: 'a directory of the host on AKS',
      spec: 'platform: AKS-CLH-SNP',
      runtimeClass: 'kata-cc-isolation',
      refused: [],
    },
    {
      title: 'a directory of the host on AKS beside other platforms',
      spec: 'platform: Metal-QEMU-SNP\nworkloads: {overrides: [{match: {name: web}, platform: AKS-CLH-SNP}]}',
      runtimeClass: 'kata-cc-isolation',
      refused: [],
    },
    {
      title: 'a directory of the host beside platforms on AKS',
      spec: 'platform: Metal-QEMU-SNP\nworkloads: {overrides: [{match: {name: other}, platform: AKS-CLH-SNP}]}',
      refused: ['host-path'],
    },
  ].map(({ runtimeClass, ...given }) => ({
    ...given,
    change: `spec: {${runtimeClass ? `runtimeClassName: ${runtimeClass}, ` : ''}volumes: [{name: h, hostPath: {path: /srv/data}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}`,
  })),
  ...['', ', restartPolicy: Always'].flatMap((fields) =>
    [false, true].map((strict) => ({
      title: `a directory of the host in an init container${fields}${strict ? ', strictly' : ''}`,
      strict,
      change: `spec: {volumes: [{name: h, hostPath: {path: /srv/data}}], initContainers: [{name: init, image: "i:1${DIGEST}", resources: {requests: {memory: 1Mi}, limits: {memory: 1Mi}}, volumeMounts: [{name: h, mountPath: /h}]${fields}}]}`,
      refused: strict ? ['host-path'] : [],
    })),
  ),
  {
    title: 'the content of an image',
    change:
      'spec: {volumes: [{name: h, image: {reference: "i:1"}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}',
    refused: ['host-path'],
  },
  {
    title: 'a socket of the host',
    change:
      'spec: {volumes: [{name: h, hostPath: {path: /run/containerd.sock}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}',
    refused: ['host-path'],
  },
  {
    title: 'a directory of the kernel',
    change:
      'spec: {volumes: [{name: h, hostPath: {path: /sys}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}',
    refused: ['host-path'],
  },
  {
    title: 'a claim that is mounted',
    claims: ['Filesystem'],
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: claim-0}}], containers: [{volumeMounts: [{name: d, mountPath: /d}]}]}',
    refused: ['persistent-volume'],
  },
  {
    title: 'a claim that is a device',
    claims: ['Block'],
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: claim-0}}], containers: [{volumeDevices: [{name: d, devicePath: /dev/d}]}]}',
    refused: [],
  },
  {
    title: 'an ephemeral claim that is mounted',
    change:
      'spec: {volumes: [{name: d, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}], containers: [{volumeMounts: [{name: d, mountPath: /d}]}]}',
    refused: ['persistent-volume'],
  },
  {
    title: 'a claim that the configuration accepts for now',
    spec: `${METAL}\nrules: {persistent-volume: warning}`,
    claims: ['Filesystem'],
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: claim-0}}], containers: [{volumeMounts: [{name: d, mountPath: /d}]}]}',
    refused: [],
  },
  {
    title: 'an image without a digest where contrast generate refuses it',
    change: 'spec: {containers: [{image: "nginx:1.27"}]}',
    refused: ['image-digest'],
  },
  {
    title: 'an image without a digest where that is inferred',
    spec: 'platform: Metal-QEMU-SNP',
    change: 'spec: {containers: [{image: "nginx:1.27"}]}',
    refused: [],
  },
  {
    title: 'an image without a digest, where that is an error',
    spec: `${METAL}\nrules: {image-digest: error}`,
    change: 'spec: {containers: [{image: "nginx:1.27"}]}',
    refused: ['image-digest'],
  },
  {
    title: 'an image without a digest, strictly',
    strict: true,
    change: 'spec: {containers: [{image: "nginx:1.27"}]}',
    refused: ['image-digest'],
  },
  {
    title: 'an image of Contrast itself',
    strict: true,
    change: 'spec: {containers: [{image: "ghcr.io/edgelesssys/contrast/coordinator:v1.18.0"}]}',
    refused: [],
  },
  {
    title: 'the class of another platform that generate wrote',
    change: 'spec: {runtimeClassName: contrast-cc-metal-qemu-tdx-0a1b2c3d}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'the placeholder of another platform, which generate replaces',
    change: 'spec: {runtimeClassName: contrast-cc-metal-qemu-tdx}',
    refused: [],
  },
  {
    title: 'the class of a platform that the release lacks',
    change: 'spec: {runtimeClassName: contrast-cc-aks-clh-snp}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'the class of the GPU variant without a GPU',
    change: 'spec: {runtimeClassName: contrast-cc-metal-qemu-snp-gpu-0a1b2c3d}',
    refused: ['runtime-class-name'],
  },
  {
    title: 'the class of the GPU variant with a GPU',
    change:
      'spec: {runtimeClassName: contrast-cc-metal-qemu-snp-gpu-0a1b2c3d, containers: [{env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}], resources: {limits: {nvidia.com/pgpu: "1"}}}]}',
    refused: [],
  },
  {
    title: 'the class of another platform that an override gives to the pod',
    spec: `${METAL}\nworkloads: {overrides: [{match: {name: web}, platform: Metal-QEMU-TDX}]}`,
    change: 'spec: {runtimeClassName: contrast-cc-metal-qemu-tdx-0a1b2c3d}',
    refused: [],
  },
  {
    title: 'thousandths of a byte',
    change: 'spec: {containers: [{resources: {limits: {memory: 128m}, requests: {memory: 128m}}}]}',
    refused: ['memory-unit'],
  },
  {
    title: 'a limit of nothing',
    change: 'spec: {containers: [{resources: {limits: {memory: "0"}, requests: {memory: "0"}}}]}',
    refused: ['memory-unit'],
  },
  {
    title: 'some bytes as the limit of the pod as a whole',
    change:
      'spec: {resources: {limits: {memory: "100"}, requests: {memory: "100"}}, containers: [{resources: null}, {resources: null}]}',
    refused: ['memory-unit'],
  },
  {
    title: 'resources of the pod as a whole, strictly',
    strict: true,
    change: 'spec: {resources: {limits: {memory: 1Gi}, requests: {memory: 1Gi}}}',
    refused: ['pod-level-resources'],
  },
  {
    title: 'a GPU of the host',
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/gpu: "1"}}}]}',
    refused: ['gpu-resource'],
  },
  {
    title: 'no GPU of the host',
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/gpu: "0"}}}]}',
    refused: [],
  },
  {
    title: 'a slice of a GPU',
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/mig-1g.5gb: "1"}}}]}',
    refused: [],
  },
  {
    title: 'a slice of a GPU, strictly',
    strict: true,
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/mig-1g.5gb: "1"}}}]}',
    refused: ['gpu-resource'],
  },
  {
    title: 'a GPU that the container does not see',
    spec: OLD,
    change:
      'spec: {containers: [{env: [{name: NVIDIA_VISIBLE_DEVICES, value: all}, {name: NVIDIA_VISIBLE_DEVICES, value: none}], resources: {limits: {nvidia.com/pgpu: "1"}}}]}',
    refused: ['gpu-resource'],
  },
  {
    title: 'a GPU without the variable',
    spec: OLD,
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/pgpu: "1"}}}]}',
    refused: ['gpu-resource'],
  },
  {
    title: 'a GPU without the variable, which the release does not require',
    change: 'spec: {containers: [{resources: {limits: {nvidia.com/pgpu: "1"}}}]}',
    refused: [],
  },
  {
    title: 'an annotation that generate wrote',
    change:
      'metadata: {annotations: {io.katacontainers.config.agent.policy: eA==, io.katacontainers.config.hypervisor.default_vcpus: "2"}}',
    refused: [],
  },
  {
    title: 'an annotation that sizes the VM',
    change: 'metadata: {annotations: {io.katacontainers.config.hypervisor.default_memory: "4096"}}',
    refused: ['kata-annotations'],
  },
  {
    title: 'an annotation that sizes the VM, before Contrast refused it',
    spec: OLD,
    change: 'metadata: {annotations: {io.katacontainers.config.hypervisor.default_memory: "4096"}}',
    refused: [],
  },
  {
    title: 'another annotation of Kata',
    change: 'metadata: {annotations: {io.katacontainers.config.agent.policy: eA==}}',
    refused: [],
  },
  ...['//dev', '/./dev/kvm', '///proc/', '/run/a.sock/'].map((path) => ({
    title: `${path} of the host`,
    change: `spec: {volumes: [{name: h, hostPath: {path: "${path}"}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}`,
    refused: ['host-path'],
  })),
  {
    title: 'a directory of the host that only begins like one of the kernel',
    change:
      'spec: {volumes: [{name: h, hostPath: {path: /devices}}], containers: [{volumeMounts: [{name: h, mountPath: /h}]}]}',
    spec: OLD,
    refused: [],
  },
  {
    title: 'an ephemeral claim that is a device but no block device',
    change:
      'spec: {volumes: [{name: d, ephemeral: {volumeClaimTemplate: {spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}], containers: [{volumeDevices: [{name: d, devicePath: /dev/d}]}]}',
    refused: ['persistent-volume'],
  },
  {
    title: 'an ephemeral claim of a file system that nobody uses',
    change:
      'spec: {volumes: [{name: d, ephemeral: {volumeClaimTemplate: {spec: {volumeMode: Filesystem, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}]}',
    refused: ['persistent-volume'],
  },
  {
    title: 'an ephemeral claim that is a block device',
    change:
      'spec: {volumes: [{name: d, ephemeral: {volumeClaimTemplate: {spec: {volumeMode: Block, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}}}], containers: [{volumeDevices: [{name: d, devicePath: /dev/d}]}]}',
    refused: [],
  },
  {
    title: 'a claim that is mounted and not in the input',
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: other}}], containers: [{volumeMounts: [{name: d, mountPath: /d}]}]}',
    refused: ['persistent-volume'],
  },
  {
    title: 'a part of a volume',
    change:
      'spec: {volumes: [{name: e, emptyDir: {}}], containers: [{volumeMounts: [{name: e, mountPath: /e, subPath: a}]}]}',
    refused: ['sub-path'],
  },
  {
    title: 'a part of a volume that an expression names',
    change:
      'spec: {volumes: [{name: e, emptyDir: {}}], containers: [{volumeMounts: [{name: e, mountPath: /e, subPathExpr: $(A)}]}]}',
    refused: [],
  },
  {
    title: 'a part of a volume that an expression names, strictly',
    strict: true,
    change:
      'spec: {volumes: [{name: e, emptyDir: {}}], containers: [{volumeMounts: [{name: e, mountPath: /e, subPathExpr: $(A)}]}]}',
    refused: ['sub-path'],
  },
  {
    title: 'a container with a name of Contrast',
    change: 'spec: {containers: [{name: pvc-holder}]}',
    refused: ['reserved-names'],
  },
  {
    title: 'a volume with a name of Contrast',
    change: 'spec: {volumes: [{name: contrast-secrets, secret: {secretName: s}}]}',
    refused: ['reserved-names'],
  },
  {
    title: 'the volume of the secrets where it belongs',
    change:
      'spec: {volumes: [{name: contrast-secrets, emptyDir: {}}], containers: [{volumeMounts: [{name: contrast-secrets, mountPath: /contrast}]}]}',
    refused: [],
  },
  {
    title: 'another volume where the secrets belong',
    change:
      'spec: {volumes: [{name: e, emptyDir: {}}], containers: [{volumeMounts: [{name: e, mountPath: /contrast/}]}]}',
    refused: ['reserved-names'],
  },
  {
    title: 'a device at the path of the secure persistent volume',
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: claim-0}}], containers: [{volumeDevices: [{name: d, devicePath: /dev/csi0}]}]}',
    claims: ['Block'],
    refused: ['reserved-names'],
  },
  {
    title: 'its own image store',
    change:
      'spec: {volumes: [{name: d, persistentVolumeClaim: {claimName: claim-0}}], initContainers: [{name: store, image: "i:1", restartPolicy: Always, resources: {limits: {memory: 64Mi}, requests: {memory: 64Mi}}, volumeDevices: [{name: d, devicePath: /dev/image_store}]}]}',
    claims: ['Block'],
    refused: [],
  },
  ...['hostNetwork', 'hostPID', 'hostIPC'].map((field) => ({
    title: field,
    change: `spec: {${field}: true}`,
    refused: ['host-namespaces'],
  })),
  { title: 'no network of the host', change: 'spec: {hostNetwork: false}', refused: [] },
  ...['httpGet: {port: 80}', 'tcpSocket: {port: 80}', 'sleep: {seconds: 1}'].map((hook) => ({
    title: `a hook that is ${hook.split(':')[0]}`,
    change: `spec: {containers: [{lifecycle: {preStop: {${hook}}}}]}`,
    refused: ['lifecycle-hook'],
  })),
  {
    title: 'a hook that runs a command',
    change: 'spec: {containers: [{lifecycle: {postStart: {exec: {command: ["true"]}}}}]}',
    refused: [],
  },
];

const controlled = (kind: string, name: string, labels = '{}', apiVersion = 'apps/v1') =>
  `metadata: {name: x, labels: ${labels}, ownerReferences: [{apiVersion: ${apiVersion}, kind: ${kind}, name: ${name}, uid: u, controller: true}]}\nspec: {runtimeClassName: null}`;
const HASH = '{pod-template-hash: 7d4b9c}';

/** Matchers of the configuration, and which unprepared pods they leave alone. */
export const exemptions: [
  title: string,
  workloads: string,
  change: string,
  namespace: string,
  exempt: boolean,
][] = [
  [
    'a Deployment by name',
    'exclude: [{kind: Deployment, name: web}]',
    controlled('ReplicaSet', 'web-7d4b9c', HASH),
    'shop',
    true,
  ],
  [
    'another Deployment',
    'exclude: [{kind: Deployment, name: web}]',
    controlled('ReplicaSet', 'web-admin-7d4b9c', HASH),
    'shop',
    false,
  ],
  [
    'a ReplicaSet without an owner',
    'exclude: [{kind: ReplicaSet, name: web}]',
    controlled('ReplicaSet', 'web'),
    'shop',
    true,
  ],
  [
    'a DaemonSet by wildcard',
    'exclude: [{kind: DaemonSet, name: "log-*"}]',
    controlled('DaemonSet', 'log-shipper'),
    'shop',
    true,
  ],
  [
    'a CronJob by name',
    'exclude: [{kind: CronJob, name: report}]',
    controlled('Job', 'report-29012345', '{}', 'batch/v1'),
    'shop',
    true,
  ],
  [
    'a Job of a CronJob',
    'exclude: [{kind: Job}]',
    controlled('Job', 'report-29012345', '{}', 'batch/v1'),
    'shop',
    false,
  ],
  [
    'a Job by group',
    'exclude: [{kind: Job, apiVersion: "batch/*"}]',
    controlled('Job', 'migrate', '{}', 'batch/v1'),
    'shop',
    true,
  ],
  [
    'a pod by name',
    'exclude: [{kind: Pod, name: "debug*"}]',
    'metadata: {name: debug-1}\nspec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  ['a namespace', 'exclude: [{namespace: "kube-*"}]', 'spec: {runtimeClassName: null}', 'kube-system', true],
  ['another namespace', 'exclude: [{namespace: "kube-*"}]', 'spec: {runtimeClassName: null}', 'shop', false],
  [
    'a label',
    'exclude: [{labelSelector: "tier in (test, dev),!keep"}]',
    'metadata: {labels: {tier: dev}}\nspec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    'a label that is there',
    'exclude: [{labelSelector: "tier in (test, dev),!keep"}]',
    'metadata: {labels: {tier: dev, keep: "1"}}\nspec: {runtimeClassName: null}',
    'shop',
    false,
  ],
  [
    'a label that is not',
    'exclude: [{labelSelector: "tier!=prod"}]',
    'spec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    'a number',
    'exclude: [{labelSelector: "age>7"}]',
    'metadata: {labels: {age: "8"}}\nspec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    'no number',
    'exclude: [{labelSelector: "age>7"}]',
    'metadata: {labels: {age: old}}\nspec: {runtimeClassName: null}',
    'shop',
    false,
  ],
  [
    'an annotation',
    'exclude: [{annotationSelector: "example.com/it\'s=no"}]'.replace("it's", 'cc'),
    'metadata: {annotations: {example.com/cc: "no"}}\nspec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    'what is not included',
    'include: [{labelSelector: app=web}]',
    'spec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    'what is included',
    'include: [{labelSelector: app=web}]',
    'metadata: {labels: {app: web}}\nspec: {runtimeClassName: null}',
    'shop',
    false,
  ],
  [
    'what is included and excluded',
    'include: [{labelSelector: app=web}]\n  exclude: [{name: web}]',
    'metadata: {labels: {app: web}}\nspec: {runtimeClassName: null}',
    'shop',
    true,
  ],
  [
    "the kubelet's copy of a static pod",
    'exclude: []',
    'metadata: {annotations: {kubernetes.io/config.mirror: h}}\nspec: {runtimeClassName: null, nodeName: node}',
    'shop',
    true,
  ],
];

/** Uses every part of a policy. */
export const EVERYTHING = `${OLD}
runtimeClass: {onConflict: keep}
rules: {image-digest: error}
workloads:
  include:
    - {kind: [Deployment, "Cron*"], name: web, namespace: "shop-*", apiVersion: apps/v1, labelSelector: "a>1,b,!c"}
  exclude: [{annotationSelector: "example.com/x in (a, b)"}]
  overrides: [{match: {name: x}, platform: Metal-QEMU-Insecure}, {match: {name: y}, platform: AKS-CLH-SNP}]`;
