// Inputs in which one thing is repeated, alone or joined with as many of another. Time that grows faster than such an input
// is a scan inside of a loop.

/** Returns a number of items made from their index. */
const many = (count, make) => Array.from({ length: count }, (_, index) => make(index));

/** Prints an object as YAML in block style, as charts and kustomize write it. */
function yaml(value, margin = '') {
  if (Array.isArray(value))
    return value
      .map(
        (item) => `${margin}- ${isBlock(item) ? yaml(item, `${margin}  `).trimStart() : `${scalar(item)}\n`}`,
      )
      .join('');
  return Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(
      ([key, item]) =>
        `${margin}${key}:${isBlock(item) ? `\n${yaml(item, `${margin}  `)}` : ` ${scalar(item)}\n`}`,
    )
    .join('');
}

const isBlock = (value) => typeof value === 'object' && Object.keys(value).length > 0;
const scalar = (value) => (/^[a-z][\w./-]*$/i.test(value) ? value : JSON.stringify(value));

const stream = (objects) => objects.map((one) => (typeof one === 'string' ? one : yaml(one))).join('---\n');
/** Returns the input of a shape: as many objects of each make. */
const each =
  (...makes) =>
  (size) =>
    stream(makes.flatMap((make) => many(size, make)));
const object = (kind, name, rest = {}, { apiVersion = 'v1', ...metadata } = {}) => ({
  apiVersion,
  kind,
  metadata: { name, namespace: 'shop', ...metadata },
  ...rest,
});
const container = (name, rest = {}) => ({
  name,
  image: 'registry.example.com/app:1.0',
  resources: { limits: { memory: '64Mi' } },
  ...rest,
});
const pod = (name, spec = {}, metadata = {}) =>
  object('Pod', name, { spec: { containers: [container('app')], ...spec } }, metadata);
const deployment = (name, spec = {}, { template = {}, ...metadata } = {}) =>
  object(
    'Deployment',
    name,
    {
      spec: {
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' }, ...template },
          spec: { containers: [container('app')], ...spec },
        },
      },
    },
    { apiVersion: 'apps/v1', ...metadata },
  );
const pods = (specs) => stream(specs.map((spec, index) => pod(`app-${index}`, spec)));
const mounting = (count, mount) =>
  container('app', {
    volumeMounts: many(count, (index) => ({
      name: `volume-${index}`,
      mountPath: `/data/${index}`,
      ...mount(index),
    })),
  });
/** A PodSpec with volumes that one container mounts. */
const podWithVolumes = (count, source, mount = () => ({})) => ({
  containers: [mounting(count, mount)],
  volumes: many(count, (index) => ({ name: `volume-${index}`, ...source(index) })),
});
/** A pod as text, in which keys of the annotations occur twice. */
const withDuplicates = (name, count) =>
  yaml(
    pod(name, {}, { annotations: Object.fromEntries(many(2 * count, (index) => [`key-${index}`, 'value'])) }),
  ).replace(/key-(\d+)/g, (_, index) => `key-${index >> 1}`);
const service = (name, selector, ports = [{ port: 80 }], metadata = {}) =>
  object('Service', name, { spec: { selector, ports } }, metadata);
const webhook = (name, labels) =>
  object(
    'MutatingWebhookConfiguration',
    name,
    {
      webhooks: [
        {
          name: 'change.example.com',
          rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources: ['pods'] }],
          objectSelector: { matchLabels: labels },
        },
      ],
    },
    { apiVersion: 'admissionregistration.k8s.io/v1' },
  );
const CLAIM = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } };
const claim = (name, spec = {}) => object('PersistentVolumeClaim', name, { spec: { ...CLAIM, ...spec } });
const encrypted = (name, claimName) =>
  pod(
    name,
    {
      containers: [
        container('app', { image: 'redis:7', volumeMounts: [{ name: 'share', mountPath: '/share' }] }),
      ],
      volumes: [
        { name: 'share', emptyDir: {} },
        { name: 'state', persistentVolumeClaim: { claimName } },
      ],
    },
    { annotations: { 'contrast.edgeless.systems/secure-pv': 'state:share' } },
  );
const usingClaim = (name, claimName) =>
  pod(name, {
    containers: [container('app', { volumeMounts: [{ name: 'data', mountPath: '/data' }] })],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  });

const autoscaler = (name) =>
  object(
    'HorizontalPodAutoscaler',
    name,
    { spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, maxReplicas: 5 } },
    { apiVersion: 'autoscaling/v2' },
  );
const owner = (name) => {
  const replicaSet = deployment(name, {}, { uid: `uid-of-${name}`, resourceVersion: '1' });
  return { ...replicaSet, kind: 'ReplicaSet' };
};
const owned = (name) => ({
  resourceVersion: '1',
  ownerReferences: [
    { apiVersion: 'apps/v1', kind: 'ReplicaSet', name, uid: `uid-of-${name}`, controller: true },
  ],
});
const LIMITS = { spec: { limits: [{ type: 'Container', max: { memory: '32Mi' } }] } };
const SIZES = [{ image: 'registry.example.com/app:1.0', compressed: '100Mi' }];

/**
 * @typedef {object} Shape
 * @property {string} name
 * @property {number} size Number of repetitions at which the work exceeds the start-up of a run.
 * @property {(size: number) => string} input
 * @property {readonly string[]} [rules] Rules that join objects and report something in this input.
 * @property {object} [settings] Settings besides the platform.
 */

/** @type {readonly Shape[]} */
export const shapes = [
  // Objects by themselves.
  {
    name: 'Deployments',
    size: 500,
    rules: ['image-memory'],
    input: each((index) => deployment(`app-${index}`)),
  },
  {
    name: 'ConfigMaps',
    size: 24000,
    rules: ['no-workload'],
    input: each((index) => object('ConfigMap', `config-${index}`, { data: { key: 'value' } })),
  },
  {
    name: 'objects with a duplicate key',
    size: 500,
    input: each((index) => withDuplicates(`app-${index}`, 1)),
  },
  {
    name: 'items of a list with a duplicate key and an anchor',
    size: 500,
    input: (size) =>
      `apiVersion: v1\nkind: List\nitems:\n${many(
        size,
        (index) =>
          `- ${withDuplicates(`app-${index}`, 1)
            .replace('spec:', 'spec: &spec')
            .replace(/\n(?=.)/g, '\n  ')}`,
      ).join('')}`,
  },
  { name: 'duplicate keys in one map', size: 4000, input: (size) => withDuplicates('app', size) },

  // Parts of one pod.
  {
    name: 'containers without a limit',
    size: 1000,
    rules: ['memory-limit', 'vm-size'],
    settings: { images: { sizes: SIZES } },
    input: (size) =>
      pods([{ containers: many(size, (index) => container(`app-${index}`, { resources: {} })) }]),
  },
  {
    name: 'sidecars without a limit',
    size: 1600,
    settings: { images: { sizes: SIZES } },
    input: (size) =>
      pods([
        {
          initContainers: many(size, (index) =>
            container(`app-${index}`, { resources: {}, restartPolicy: 'Always' }),
          ),
        },
      ]),
  },
  {
    name: 'containers without a limit in as many pods',
    size: 500,
    rules: ['vm-memory'],
    settings: { images: { sizes: SIZES } },
    input: (size) =>
      pods(
        many(size, () => ({
          containers: [
            container('app', { resources: {} }),
            container('large', { resources: { limits: { memory: '300Gi' } } }),
          ],
        })),
      ),
  },
  {
    name: 'init containers',
    size: 1000,
    input: (size) => pods([{ initContainers: many(size, (index) => container(`setup-${index}`)) }]),
  },
  {
    name: 'images in as many image sizes',
    size: 500,
    input: (size) =>
      stream([
        {
          apiVersion: 'prepare-contrast.dev/v1alpha1',
          kind: 'ImageSizes',
          metadata: { name: 'image-sizes' },
          spec: {
            images: many(size, (index) => ({
              image: `registry.example.com/app-${index}:1.0`,
              compressed: '10Mi',
            })),
          },
        },
        ...many(size, (index) =>
          pod(`app-${index}`, {
            containers: [container('app', { image: `registry.example.com/app-${index}:1.0` })],
          }),
        ),
      ]),
  },
  {
    name: 'mounts without a volume and as many volumes',
    size: 1500,
    input: (size) =>
      pods([
        {
          ...podWithVolumes(size, () => ({ emptyDir: {} })),
          containers: [mounting(size, (index) => ({ name: `none-${index}` }))],
        },
      ]),
  },
  ...Object.entries({
    'emptyDir by subPath': [1000, () => ({ emptyDir: {} }), (index) => ({ subPath: `part-${index}` })],
    projected: [1000, (index) => ({ projected: { sources: [{ configMap: { name: `config-${index}` } }] } })],
    configMap: [2000, (index) => ({ configMap: { name: `config-${index}` } })],
    secret: [2000, (index) => ({ secret: { secretName: `secret-${index}` } })],
    hostPath: [2000, (index) => ({ hostPath: { path: `/srv/${index}` } })],
    image: [1000, (index) => ({ image: { reference: `registry.example.com/data-${index}:1.0` } })],
    ephemeral: [1000, () => ({ ephemeral: { volumeClaimTemplate: { spec: CLAIM } } })],
  }).map(([type, [size, source, mount]]) => ({
    name: `${type} volumes with mounts`,
    size,
    input: (count) => pods([podWithVolumes(count, source, mount)]),
  })),
  {
    name: 'subPath mounts of one emptyDir',
    size: 1000,
    input: (size) =>
      pods([
        {
          containers: [mounting(size, (index) => ({ name: 'data', subPath: `part-${index}` }))],
          volumes: [{ name: 'data', emptyDir: {} }],
        },
      ]),
  },
  {
    name: 'variables from as many Secrets and ConfigMaps',
    size: 1000,
    rules: ['env-source', 'secret-value'],
    input: each(
      (index) => object('Secret', `secret-${index}`, { data: { key: 'aGVsbG8g\nd29ybGQ=' } }),
      (index) => object('ConfigMap', `config-${index}`, { data: { key: 'value' } }),
      (index) =>
        pod(`app-${index}`, {
          containers: [
            container('app', {
              env: [
                { name: 'KEY', valueFrom: { secretKeyRef: { name: `secret-${index}`, key: 'key' } } },
                {
                  name: 'NO_KEY',
                  valueFrom: { configMapKeyRef: { name: `config-${index}`, key: 'none' } },
                },
              ],
            }),
          ],
          volumes: [{ name: 'secret', secret: { secretName: `secret-${index}` } }],
        }),
    ),
  },
  {
    name: 'variables from ConfigMaps of one name in as many namespaces',
    size: 1000,
    rules: ['env-source'],
    input: each(
      (index) =>
        object('ConfigMap', 'config', { data: { key: `value-${index}` } }, { namespace: `team-${index}` }),
      (index) =>
        pod(
          'app',
          {
            containers: [
              container('app', {
                env: [{ name: 'KEY', valueFrom: { configMapKeyRef: { name: 'config', key: 'key' } } }],
              }),
            ],
          },
          { namespace: `team-${index}` },
        ),
    ),
  },

  // Objects joined with workloads.
  {
    name: 'Service ports and container ports of one pod',
    size: 2000,
    rules: ['plain-endpoint'],
    input: (size) =>
      stream([
        service(
          'web',
          { app: 'web' },
          many(size, (index) => ({ name: `port-${index}`, port: 1 + index, targetPort: `port-${index}` })),
        ),
        pod(
          'web',
          {
            containers: [
              container('app', {
                ports: many(size, (index) => ({ name: `port-${index}`, containerPort: 1 + index })),
              }),
            ],
          },
          { labels: { app: 'web' } },
        ),
      ]),
  },
  {
    name: 'Services that share labels with pods and select none',
    size: 1000,
    input: each(
      (index) => service(`web-${index}`, { app: 'web', tier: 'front' }),
      (index) => pod(`web-${index}`, {}, { labels: { app: 'web', tier: 'back' } }),
    ),
  },
  {
    name: 'Services that select as many pods',
    size: 500,
    input: each(
      (index) => service(`web-${index}`, { app: 'web' }),
      (index) => pod(`web-${index}`, {}, { labels: { app: 'web' } }),
    ),
  },
  {
    name: 'Services with one pod each',
    size: 1000,
    input: each(
      (index) => service(`web-${index}`, { app: `web-${index}` }),
      (index) => pod(`web-${index}`, {}, { labels: { app: `web-${index}` } }),
    ),
  },
  {
    name: 'RuntimeClasses and as many pods',
    size: 1000,
    input: each(
      (index) =>
        object(
          'RuntimeClass',
          `class-${index}`,
          { handler: `handler-${index}` },
          { apiVersion: 'node.k8s.io/v1' },
        ),
      (index) => pod(`app-${index}`, { runtimeClassName: `class-${index}` }),
    ),
  },
  {
    name: 'ServiceAccounts and as many pods',
    size: 1000,
    rules: ['service-account-token'],
    input: each(
      (index) => object('ServiceAccount', `account-${index}`, { automountServiceAccountToken: true }),
      (index) => pod(`app-${index}`, { serviceAccountName: `account-${index}` }),
    ),
  },
  {
    name: 'ServiceAccounts that decline the token for as many pods',
    size: 500,
    settings: { fix: 'compatible' },
    input: each(
      (index) => object('ServiceAccount', `account-${index}`),
      (index) =>
        pod(`app-${index}`, {
          serviceAccountName: `account-${index}`,
          automountServiceAccountToken: false,
        }),
    ),
  },
  {
    // Not in one namespace: there each LimitRange may reject each pod for a different reason.
    name: 'LimitRanges and pods in as many namespaces',
    size: 400,
    rules: ['limit-range'],
    input: each(
      (index) => object('LimitRange', `limits-${index}`, LIMITS, { namespace: `shop-${index}` }),
      (index) => pod(`app-${index}`, {}, { namespace: `shop-${index}` }),
    ),
  },
  {
    name: 'ResourceQuotas and pods of one namespace',
    size: 400,
    rules: ['resource-quota'],
    input: each(
      (index) => object('ResourceQuota', `quota-${index}`, { spec: { hard: { 'limits.memory': '100Mi' } } }),
      (index) => pod(`app-${index}`),
    ),
  },
  {
    name: 'webhooks that change as many pods',
    size: 500,
    rules: ['admission-webhook'],
    input: each(
      (index) => webhook(`change-${index}`, { app: 'web' }),
      (index) => pod(`app-${index}`, {}, { labels: { app: 'web' } }),
    ),
  },
  {
    name: 'webhooks with one pod each',
    size: 500,
    input: each(
      (index) => webhook(`change-${index}`, { app: `web-${index}` }),
      (index) => pod(`app-${index}`, {}, { labels: { app: `web-${index}` } }),
    ),
  },
  {
    name: 'autoscalers and as many Deployments',
    size: 500,
    rules: ['autoscaler'],
    input: each(
      (index) => autoscaler(`app-${index}`),
      (index) => deployment(`app-${index}`),
    ),
  },
  {
    name: 'claims with one pod each',
    size: 1000,
    rules: ['persistent-volume'],
    input: each(
      (index) => claim(`data-${index}`),
      (index) => usingClaim(`app-${index}`, `data-${index}`),
    ),
  },
  {
    name: 'encrypted claims with one pod each',
    size: 500,
    rules: ['secure-pv', 'image-volume'],
    input: each(
      (index) => claim(`data-${index}`, { volumeMode: 'Block' }),
      (index) => encrypted(`app-${index}`, `data-${index}`),
    ),
  },
  {
    name: 'one claim of many pods',
    size: 500,
    settings: { volumes: { persistent: 'secure-pv' } },
    input: (size) => stream([claim('data'), ...many(size, (index) => usingClaim(`app-${index}`, 'data'))]),
  },
  {
    name: 'Pods and the ReplicaSets that own them',
    size: 1000,
    input: each(
      (index) => owner(`app-${index}`),
      (index) => pod(`app-${index}-x`, {}, owned(`app-${index}`)),
    ),
  },
  {
    name: 'Namespaces and as many pods',
    size: 1000,
    input: each(
      (index) => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: `shop-${index}`, labels: { 'istio-injection': 'enabled' } },
      }),
      (index) => pod(`app-${index}`, {}, { namespace: `shop-${index}` }),
    ),
  },
  {
    name: 'pods without a namespace and Coordinators',
    size: 500,
    rules: ['namespace', 'coordinator'],
    input: each(
      (index) => pod(`app-${index}`, {}, { namespace: undefined }),
      (index) =>
        pod(
          `coordinator-${index}`,
          {},
          { namespace: undefined, annotations: { 'contrast.edgeless.systems/pod-role': 'coordinator' } },
        ),
    ),
  },
  {
    name: 'custom resources of as many kinds',
    size: 1500,
    rules: ['unknown-kind', 'unsupported-kind'],
    input: (size) =>
      stream([
        ...many(size, (index) =>
          object(
            `Thing${index}`,
            'thing',
            { spec: { key: 'value' } },
            { apiVersion: 'things.example.org/v1' },
          ),
        ),
        pod('app'),
      ]),
  },
  {
    name: 'custom resources with pods',
    size: 1000,
    rules: ['generated-pods'],
    input: each((index) =>
      object(
        'Thing',
        `thing-${index}`,
        { spec: { template: { spec: { containers: [container('app')] } } } },
        { apiVersion: 'things.example.org/v1' },
      ),
    ),
  },
  {
    name: 'Services and pods with fields that generate rejects',
    size: 1000,
    rules: ['unsupported-field'],
    input: each(
      (index) => object('Service', `web-${index}`, { spec: { unknown: 'value', ports: [{ port: 80 }] } }),
      (index) => pod(`app-${index}`, { enableServiceLinks: false }),
    ),
  },
];

/** Returns the configuration with which a shape is measured. */
export function configurationOf({ settings }) {
  return {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    spec: { platform: 'Metal-QEMU-SNP', ...settings },
  };
}
