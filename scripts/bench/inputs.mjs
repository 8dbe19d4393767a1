// Inputs of the benchmark, the same on every machine: 55% workloads of about 1.65 kB with comments and block scalars,
// the rest ConfigMaps (some of them large), Services and CustomResourceDefinitions.

/** A small generator of numbers with a seed (xorshift32), so that every run has the same input. */
function randomNumbers(seed) {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const KINDS = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'CronJob'];
const SIZES = '{image: "registry.example.com/app:1.0", compressed: 10Mi}';

export const CONFIG = {
  platform: 'Metal-QEMU-SNP',
  images: { sizes: [{ image: 'registry.example.com/app:1.0', compressed: '10Mi' }] },
};

/** The objects of an input as YAML documents. */
export function documents(count) {
  const random = randomNumbers(2463534242);
  return Array.from({ length: count }, (_, index) => {
    const share = random(100);
    if (share < 55) return workload(index, KINDS[random(KINDS.length)]);
    if (share < 80) return configMap(index, share < 57 ? 120 : 26);
    return share < 95 ? service(index) : definition(index);
  });
}

function workload(index, kind) {
  const [top, margin] =
    kind === 'CronJob'
      ? ['spec:\n  schedule: "*/5 * * * *"\n  jobTemplate:\n    spec:\n      template:\n', '        ']
      : [
          `spec:\n${kind === 'StatefulSet' ? `  serviceName: app-${index}\n` : ''}  replicas: ${1 + (index % 5)}\n  selector:\n    matchLabels:\n      app: app-${index}\n  template:\n`,
          '    ',
        ];
  const pod = `metadata:
  labels:
    app: app-${index}
  annotations:
    prometheus.io/scrape: "true"
    checksum/config: "${String(index).padStart(64, '0')}"
spec:
  serviceAccountName: app-${index}
  # the application itself
  containers:
  - name: app
    image: registry.example.com/app:1.0@sha256:${String(index).padStart(64, 'a')}   # pinned by the pipeline
    command: ["/bin/app", "--config=/etc/app/config.yaml"]
    args:
    - |
      # not a comment of ours
      - --listen=:8080
      ---
      - --level=info
    ports:
    - {containerPort: 8080, name: http}
    env:
    - name: REGION
      value: "eu-${index % 7}"
    - name: POD_NAME
      valueFrom: {fieldRef: {fieldPath: metadata.name}}
    readinessProbe:
      httpGet: {path: /ready, port: http}
      periodSeconds: 5
    resources:
      requests:
        memory: 64Mi   # measured in May
        cpu: 100m
      limits:
        memory: 128Mi
        cpu: 500m
    volumeMounts:
    - {name: config, mountPath: /etc/app, readOnly: true}
    - name: scratch
      mountPath: /tmp
  volumes:
  - name: config
    configMap: {name: app-${index}}
  - name: scratch
    emptyDir: {}
`.replace(/^(?=.)/gm, margin);
  const version = kind === 'CronJob' ? 'batch/v1' : 'apps/v1';
  return `# Application ${index}, owned by team ${index % 13}.\napiVersion: ${version}\nkind: ${kind}\nmetadata:\n  name: app-${index}\n  namespace: team-${index % 13}\n${top}${pod}`;
}

function configMap(index, lines) {
  const text = Array.from(
    { length: lines },
    (_, line) => `    key-${line} = "value ${index} of line ${line}: some text"\n`,
  ).join('');
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-${index}\n  namespace: team-${index % 13}\ndata:\n  app.conf: |\n${text}`;
}

function service(index) {
  return `apiVersion: v1\nkind: Service\nmetadata:\n  name: service-${index}\n  namespace: team-${index % 13}\nspec:\n  selector: {app: app-${index}}\n  ports:\n  - {name: http, port: 80, targetPort: http}\n`;
}

function definition(index) {
  const properties = Array.from(
    { length: 40 },
    (_, field) =>
      `              field${field}:\n                type: string\n                description: Field number ${field} of the specification.\n`,
  ).join('');
  return `apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata:\n  name: things${index}.example.com\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Thing${index}, plural: things${index}}\n  versions:\n  - name: v1\n    served: true\n    storage: true\n    schema:\n      openAPIV3Schema:\n        type: object\n        properties:\n          spec:\n            type: object\n            properties:\n${properties}`;
}

const FUNCTION_CONFIG = `functionConfig:
  apiVersion: prepare-contrast.dev/v1alpha1
  kind: PrepareContrast
  metadata: {name: prepare-contrast}
  spec: {platform: Metal-QEMU-SNP, images: {sizes: [${SIZES}]}}
`;

/** What kustomize sends; kpt sends the items first. */
export function resourceList(all, itemsFirst = false) {
  const items = `items:\n${all.map((one) => `- ${one.replace(/^# .*\n/, '').replace(/\n(?=.)/g, '\n  ')}`).join('')}`;
  const parts = itemsFirst ? [items, FUNCTION_CONFIG] : [FUNCTION_CONFIG, items];
  return `apiVersion: config.kubernetes.io/v1\nkind: ResourceList\n${parts.join('')}`;
}

/** What Helm sends. */
export function helmStream(all) {
  return all.map((one, index) => `---\n# Source: chart/templates/object-${index}.yaml\n${one}`).join('');
}
