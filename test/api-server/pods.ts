// Pods to test the guard with: those of real manifests, random ones, and changes to a prepared one.
import { workloadKindOf } from '../../src/kubernetes/kinds/lookup.ts';
import type { ApiObject } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: a pod as JSON, which the API server checks
type Fields = Record<string, any>;

/** The pod that the controller of an object creates; undefined for objects without a pod template. */
export function podOf(object: ApiObject): ApiObject | undefined {
  const facts = workloadKindOf(object);
  if (facts?.pods !== 'template') return undefined;
  const template = facts.podTemplate.reduce<Fields | undefined>((below, key) => below?.[key], object);
  if (!template?.spec?.containers) return undefined;
  const { labels, annotations } = (template.metadata ?? {}) as Fields;
  // Accounts and priority classes are other objects, and say nothing about a VM.
  const { serviceAccountName, serviceAccount, priorityClassName, ...spec } = template.spec;
  const claims = ((object.spec.volumeClaimTemplates ?? []) as ApiObject[]).map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  if (claims.length > 0) spec.volumes = [...(spec.volumes ?? []), ...claims];
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'app', labels, annotations }, spec };
}

/** A pod of one container that is right in every respect. */
export function preparedPod(className: string): ApiObject {
  const memory = '64Mi';
  const container = {
    name: 'app',
    image: `registry.example.com/app:1@sha256:${'0'.repeat(64)}`,
    resources: { limits: { memory }, requests: { memory } },
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app' },
    spec: { runtimeClassName: className, containers: [container] },
  };
}

/** The class of another platform. */
export const TDX_CLASS = 'contrast-cc-metal-qemu-tdx-0a1b2c3d';
const HYPERVISOR = 'io.katacontainers.config.hypervisor';

const mounted =
  (source: Fields, mount: Fields = {}) =>
  (pod: ApiObject) => {
    pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: 'added', ...source }];
    const [container] = pod.spec.containers;
    container.volumeMounts = [
      ...(container.volumeMounts ?? []),
      { name: 'added', mountPath: '/added', ...mount },
    ];
  };
const hostPath = (path: string, type?: string) => mounted({ hostPath: { path, ...(type && { type }) } });
const initHostPath = (path: string) => (pod: ApiObject) => {
  pod.spec.volumes = [...(pod.spec.volumes ?? []), { name: 'added', hostPath: { path } }];
  const [container] = pod.spec.containers;
  const init = { ...container, name: 'init', volumeMounts: [{ name: 'added', mountPath: '/added' }] };
  pod.spec.initContainers = [...(pod.spec.initContainers ?? []), init];
};
const spec = (fields: Fields) => (pod: ApiObject) => Object.assign(pod.spec, fields);
const first = (fields: Fields) => (pod: ApiObject) => Object.assign(pod.spec.containers[0], fields);
const resources = (field: 'limits' | 'requests', amounts: Fields) => (pod: ApiObject) => {
  const [container] = pod.spec.containers;
  container.resources = { ...container.resources };
  container.resources[field] = { ...container.resources[field], ...amounts };
};
const annotated = (key: string, value: string) => (pod: ApiObject) => {
  pod.metadata.annotations = { ...(pod.metadata.annotations as Fields), [key]: value };
};
const memory = (amount: string) => (pod: ApiObject) => {
  resources('limits', { memory: amount })(pod);
  resources('requests', { memory: amount })(pod);
};
const ephemeral = (volumeMode?: string) => ({
  ephemeral: {
    volumeClaimTemplate: {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, volumeMode },
    },
  },
});
const hook = (handler: Fields) => first({ lifecycle: { preStop: handler } });
const both =
  (...changes: ((pod: ApiObject) => unknown)[]) =>
  (pod: ApiObject) => {
    for (const change of changes) change(pod);
  };

/** Changes to a prepared pod, and the rule that each breaks on bare metal; undefined if the pod stays right. */
export const MUTATIONS: readonly [
  title: string,
  rule: string | undefined,
  change: (pod: ApiObject) => unknown,
][] = [
  ['no class', 'runtime-class', (pod) => delete pod.spec.runtimeClassName],
  ['the class of another runtime', 'runtime-class', spec({ runtimeClassName: 'kata' })],
  ['the class of AKS', 'runtime-class-name', spec({ runtimeClassName: 'kata-cc-isolation' })],
  ['the class of another platform', 'runtime-class-name', spec({ runtimeClassName: TDX_CLASS })],
  ['the network of the host', 'host-namespaces', spec({ hostNetwork: true })],
  ['the processes of the host', 'host-namespaces', spec({ hostPID: true })],
  ['the shared memory of the host', 'host-namespaces', spec({ hostIPC: true })],
  ['a GPU of the host', 'gpu-resource', resources('limits', { 'nvidia.com/gpu': '1' })],
  ['a part of a volume', 'sub-path', mounted({ emptyDir: {} }, { subPath: 'a' })],
  ['a hook that calls a server', 'lifecycle-hook', hook({ httpGet: { port: 80 } })],
  ['a hook that waits', 'lifecycle-hook', hook({ sleep: { seconds: 1 } })],
  ['a hook that runs a command', undefined, hook({ exec: { command: ['true'] } })],
  ['memory of the VM', 'kata-annotations', annotated(`${HYPERVISOR}.default_memory`, '4096')],
  ['CPUs of the VM', 'kata-annotations', annotated(`${HYPERVISOR}.default_vcpus`, '4')],
  ['no memory limit', 'memory-limit', (pod) => delete pod.spec.containers[0].resources],
  ['thousandths of a byte', 'memory-unit', memory('128m')],
  ['bytes', 'memory-unit', memory('100')],
  ['no memory', 'memory-unit', memory('0')],
  ['a request below the limit', 'memory-request', resources('requests', { memory: '1Mi' })],
  ['a CPU limit', 'cpu-limit', resources('limits', { cpu: '1' })],
  ['a CPU request', undefined, resources('requests', { cpu: '1' })],
  [
    'a pod-level request below the limit',
    'pod-level-resources',
    spec({ resources: { limits: { memory: '4Gi' }, requests: { memory: '3Gi' } } }),
  ],
  ['the devices of the host', 'host-path', hostPath('//dev')],
  ['a device of the host', 'host-path', hostPath('/./dev/kvm')],
  ['a socket of the host', 'host-path', hostPath('/run/x', 'Socket')],
  ['a folder of the host', 'host-path', hostPath('/srv/data')],
  ['a folder of the host in an init container', undefined, initHostPath('/srv/data')],
  ['a network file system', 'volume-type', mounted({ nfs: { server: 'nfs.example.com', path: '/' } })],
  ['a claim', 'persistent-volume', mounted({ persistentVolumeClaim: { claimName: 'data' } })],
  ['a claim of the pod', 'persistent-volume', mounted(ephemeral())],
  ['a name of Contrast', 'reserved-names', first({ name: 'contrast-initializer' })],
  ['a path of Contrast', 'reserved-names', mounted({ emptyDir: {} }, { mountPath: '/contrast' })],
  ['no digest', 'image-digest', first({ image: 'registry.example.com/app:1' })],
  [
    'an exemption',
    undefined,
    both(annotated('prepare-contrast.dev/skip', 'true'), (pod) => delete pod.spec.runtimeClassName),
  ],
  [
    'an accepted finding',
    undefined,
    both(annotated('prepare-contrast.dev/allow', 'sub-path: never written'), (pod) =>
      mounted({ emptyDir: {} }, { subPath: 'a' })(pod),
    ),
  ],
  ['no token', undefined, spec({ automountServiceAccountToken: false })],
];
