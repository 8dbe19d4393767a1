// Objects as the API accepts them, with every field that preparing may read or write; few of them are refused.
import fc from 'fast-check';
import type { ApiObject } from './client.ts';

/** A part of an object. */
export type Fields = Record<string, unknown>;

/** A map with some of the given fields; those that come out undefined are left out. */
function some(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Fields> {
  return fc.record(fields, { requiredKeys: [] });
}

function without(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

export const memory = fc.constantFrom('64Mi', '128Mi', '512Mi', '0.5Gi', '1Gi', '1.5Gi', '1e9', '2Gi');
export const cpu = fc.constantFrom('100m', '250m', '500m', '1', '1500m', '2');
export const HUGE = 'hugepages-2Mi';

/** Limits and requests of a container or a pod; the requests are below the limits where both are given. */
export const resources: fc.Arbitrary<Fields> = fc
  .record({
    memory: fc.option(fc.tuple(memory, memory), { nil: undefined }),
    cpu: fc.option(fc.tuple(cpu, cpu), { nil: undefined }),
    which: fc.record({
      memory: fc.constantFrom('limit', 'request', 'both'),
      cpu: fc.constantFrom('limit', 'request', 'both'),
    }),
    hugePages: fc.oneof(
      { weight: 5, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant('4Mi') },
    ),
  })
  .map(({ which, hugePages, ...amounts }) => {
    const limits: Fields = {};
    const requests: Fields = {};
    for (const name of ['memory', 'cpu'] as const) {
      const pair = amounts[name];
      if (!pair) continue;
      const [low, high] = [...pair].sort((one, other) => sizeOf(one) - sizeOf(other));
      if (which[name] !== 'request') limits[name] = high;
      if (which[name] !== 'limit') requests[name] = low;
    }
    // Kubernetes takes huge pages only beside CPU or memory, and requests of them only beside limits.
    if (hugePages && Object.keys({ ...limits, ...requests }).length > 0) limits[HUGE] = hugePages;
    return without({
      limits: Object.keys(limits).length > 0 ? limits : undefined,
      requests: Object.keys(requests).length > 0 ? requests : undefined,
    });
  });

/** The number that a quantity of these generators is. */
export function sizeOf(text: string): number {
  const [, number, suffix = ''] = /^([\d.]+(?:e\d+)?)(\D*)$/.exec(text)!;
  return Number(number) * ({ m: 1e-3, Mi: 2 ** 20, Gi: 2 ** 30 }[suffix] ?? 1);
}

/** Volumes by name: each test object has all of these kinds at hand. */
const SOURCES: Record<string, fc.Arbitrary<Fields>> = {
  scratch: fc.constant({ emptyDir: {} }),
  ram: fc.constant({ emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } }),
  config: fc.constant({ configMap: { name: 'settings' } }),
  keys: fc.constant({ secret: { secretName: 'keys', items: [{ key: 'a', path: 'a' }] } }),
  data: fc.constantFrom(
    { persistentVolumeClaim: { claimName: 'data' } },
    { persistentVolumeClaim: { claimName: 'other' } },
  ),
  more: fc.constant({ persistentVolumeClaim: { claimName: 'more' } }),
  short: some({ volumeMode: fc.constantFrom('Block', 'Filesystem') }).map((mode) => ({
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...mode },
      },
    },
  })),
  host: fc.constantFrom(
    { hostPath: { path: '/var/log' } },
    { hostPath: { path: '/dev/kvm', type: 'CharDevice' } },
  ),
  token: fc.constant({
    projected: { sources: [{ serviceAccountToken: { path: 'token' } }, { configMap: { name: 'settings' } }] },
  }),
  share: fc.constant({ nfs: { server: 'nfs.example.com', path: '/' } }),
  pod: fc.constant({ downwardAPI: { items: [{ path: 'name', fieldRef: { fieldPath: 'metadata.name' } }] } }),
};
export const VOLUMES = Object.keys(SOURCES);
const DEVICES = ['data', 'more', 'short'];

const mount: fc.Arbitrary<Fields> = fc
  .tuple(
    fc.constantFrom(...VOLUMES),
    some({
      subPath: fc.constantFrom('a', 'a/b'),
      readOnly: fc.constant(true),
      propagation: fc.constantFrom('None', 'HostToContainer'),
      recursive: fc.constantFrom('IfPossible', 'Enabled', 'Disabled'),
    }),
  )
  .map(([name, { subPath, readOnly, propagation, recursive }]) =>
    without({
      name,
      mountPath: `/${name}${subPath ? `/${subPath}` : ''}`,
      subPath,
      readOnly,
      mountPropagation: recursive && readOnly && recursive !== 'Disabled' ? undefined : propagation,
      recursiveReadOnly: readOnly ? recursive : undefined,
    }),
  );

const container: fc.Arbitrary<Fields> = some({
  resources,
  volumeMounts: fc.uniqueArray(mount, { maxLength: 4, selector: ({ mountPath }) => mountPath }),
  volumeDevices: fc
    .uniqueArray(fc.constantFrom(...DEVICES), { maxLength: 2 })
    .map((names) => names.map((name) => ({ name, devicePath: `/dev/${name}` }))),
  securityContext: some({
    runAsNonRoot: fc.constant(true),
    runAsUser: fc.constantFrom(0, 1000),
    privileged: fc.constant(false),
    readOnlyRootFilesystem: fc.boolean(),
    capabilities: fc.constantFrom({ drop: ['ALL'] }, { add: ['SYS_ADMIN'] }),
  }),
  env: fc.constantFrom(
    [{ name: 'A', value: '1' }],
    [{ name: 'N', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
  ),
  workingDir: fc.constant('/'),
  command: fc.constant(['sleep', '1']),
  image: fc.constantFrom('app:1', `app@sha256:${'0'.repeat(64)}`),
}).map(({ image = 'app:1', volumeMounts, volumeDevices, ...rest }) => {
  // A volume is mounted or a device of a container, not both.
  const mounts = (volumeMounts ?? []) as { name: string }[];
  const devices = ((volumeDevices ?? []) as { name: string }[]).filter(
    ({ name }) => !mounts.some((one) => one.name === name),
  );
  return {
    image,
    ...without({ volumeMounts: volumeMounts, volumeDevices: devices.length > 0 ? devices : undefined }),
    ...rest,
  };
});

const lifecycle = some({
  postStart: fc.constant({ exec: { command: ['true'] } }),
  preStop: fc.constant({ sleep: { seconds: 1 } }),
});

/** The spec of a pod. `names` of containers are their places. */
export const podSpec: fc.Arbitrary<Fields> = fc
  .record({
    containers: fc.array(container, { minLength: 1, maxLength: 3 }),
    initContainers: fc.array(fc.tuple(container, fc.boolean()), { maxLength: 2 }),
    hook: fc.option(lifecycle, { nil: undefined }),
    volumes: fc.record(SOURCES),
    resources: fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: resources },
    ),
    rest: some({
      runtimeClassName: fc.constantFrom('contrast-cc', 'kata'),
      hostNetwork: fc.boolean(),
      hostPID: fc.boolean(),
      automountServiceAccountToken: fc.boolean(),
      securityContext: some({
        runAsNonRoot: fc.constant(true),
        fsGroup: fc.constant(1000),
        fsGroupChangePolicy: fc.constant('OnRootMismatch'),
      }),
      enableServiceLinks: fc.boolean(),
      terminationGracePeriodSeconds: fc.nat(60),
    }),
  })
  .map(({ containers, initContainers, hook, volumes, resources, rest }) => {
    const named = containers.map((one, index): Fields => ({ name: `c${index}`, ...one }));
    if (hook) named[0]!.lifecycle = hook;
    const init = initContainers.map(([one, always], index) => ({
      name: `i${index}`,
      ...one,
      ...(always ? { restartPolicy: 'Always' } : {}),
    }));
    const used = new Set(
      [...named, ...init].flatMap(({ volumeMounts = [], volumeDevices = [] }: Fields) =>
        [...(volumeMounts as Fields[]), ...(volumeDevices as Fields[])].map(({ name }) => name),
      ),
    );
    const list = Object.entries(volumes).flatMap(([name, source]) =>
      used.has(name) ? [{ name, ...source }] : [],
    );
    return without({
      resources: resources && Object.keys(resources).length > 0 ? resources : undefined,
      initContainers: init.length > 0 ? init : undefined,
      containers: named,
      volumes: list.length > 0 ? list : undefined,
      ...rest,
    });
  });

const KINDS = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'ReplicaSet',
  'ReplicationController',
] as const;
export type WorkloadKind = (typeof KINDS)[number];

/** An object of a kind that has this pod. */
export function workload(kind: WorkloadKind, name: string, spec: Fields, metadata: Fields = {}): ApiObject {
  const labels = { app: name };
  const all = { ...(metadata.labels as Fields), ...labels };
  const template = { metadata: { ...metadata, labels: all }, spec };
  const finite = { ...template, spec: { ...spec, restartPolicy: 'Never' } };
  const selected = { selector: { matchLabels: labels }, template };
  const of = (apiVersion: string, inner: object): ApiObject => ({
    apiVersion,
    kind,
    metadata: { name, namespace: 'default' },
    spec: inner,
  });
  switch (kind) {
    case 'Pod':
      return { apiVersion: 'v1', kind, metadata: { name, namespace: 'default', ...metadata }, spec };
    case 'Job':
      return of('batch/v1', { template: finite });
    case 'CronJob':
      return of('batch/v1', { schedule: '0 0 * * *', jobTemplate: { spec: { template: finite } } });
    case 'ReplicationController':
      return of('v1', { selector: labels, template });
    case 'StatefulSet':
      return of('apps/v1', { ...selected, serviceName: name });
    default:
      return of('apps/v1', selected);
  }
}

/** A claim with this mode, or without one. */
export function claim(name: string, volumeMode: string | undefined): ApiObject {
  const spec = without({
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    volumeMode,
  });
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default' }, spec };
}

/** A workload and the claims that it may use. */
export const objects: fc.Arbitrary<ApiObject[]> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    spec: podSpec,
    modes: fc.tuple(...Array.from({ length: 2 }, () => fc.constantFrom(undefined, 'Block', 'Filesystem'))),
  })
  .map(({ kind, spec, modes: [data, more] }) => [
    workload(kind, 'app', spec),
    claim('data', data),
    claim('more', more),
  ]);
