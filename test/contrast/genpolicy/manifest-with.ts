type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
type Fields = { [key: string]: Value };

const container = (name: string): Fields => ({
  name,
  image: `${name}:1`,
  volumeMounts: [{ name: 'files', mountPath: '/files' }],
});

const podSpec = (): Fields => ({
  containers: [container('web')],
  initContainers: [container('setup')],
  volumes: [{ name: 'files' }],
});

const API_VERSIONS: Readonly<Record<string, string>> = {
  Pod: 'v1',
  ReplicationController: 'v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
};

/** Where each kind has its pods, as a spec. */
function specOf(kind: string): Fields {
  const template = { metadata: { labels: { app: 'shop' } }, spec: podSpec() };
  if (kind === 'Pod') return podSpec();
  if (kind === 'CronJob') return { schedule: '0 4 * * *', jobTemplate: { spec: { template } } };
  if (kind === 'Job') return { template };
  const selector = kind === 'ReplicationController' ? { app: 'shop' } : { matchLabels: { app: 'shop' } };
  return { selector, template, ...(kind === 'StatefulSet' && { serviceName: 'shop' }) };
}

/** Fields that maps need besides the one that is set, by the key that they are below. */
const NEEDED: Readonly<Record<string, Fields>> = {
  downwardAPI: { items: [{ path: 'file', fieldRef: { fieldPath: 'metadata.name' } }] },
  configMap: { name: 'colours' },
  secret: { secretName: 'keys' },
  persistentVolumeClaim: { claimName: 'disk' },
  resourceFieldRef: { resource: 'limits.cpu' },
  httpGet: { port: 80 },
  grpc: { port: 80 },
};

/** A manifest of the kind that is right but for a field at the path, where `[]` is the first item of a list. Everything on the way is added. */
export function manifestWith(kind: string, path: string): string {
  const object: Fields = {
    apiVersion: API_VERSIONS[kind] ?? 'apps/v1',
    kind,
    metadata: { name: 'shop' },
    spec: specOf(kind),
  };
  if (path.includes('ordinals') || path.includes('volumeClaimTemplates')) fillClaims(object.spec as Fields);
  const keys = path.split('.');
  let map: Fields = object;
  for (const part of keys.slice(0, -1)) {
    const key = part.replace('[]', '');
    const isList = part.endsWith('[]');
    map[key] ??= isList ? [firstItem(key)] : { ...NEEDED[key] };
    const value = map[key] as Value;
    map = (isList ? (value as Value[])[0] : value) as Fields;
  }
  map[keys.at(-1)!] = keys.at(-1)!.startsWith('host') ? true : { of: 'no' };
  if (!path.startsWith('spec.volumes')) volumesOf(object.spec as Fields)[0]!.emptyDir = {};
  return JSON.stringify(object);
}

/** The volumes of an object's pods. */
function volumesOf(spec: Fields): Fields[] {
  if (spec.volumes) return spec.volumes as Fields[];
  const inner = (spec.jobTemplate ?? spec.template) as Fields;
  return volumesOf(inner.spec as Fields);
}

function firstItem(key: string): Fields {
  if (key === 'env') return { name: 'COLOUR' };
  if (key === 'items') return { key: 'sky', path: 'sky' };
  return {};
}

function fillClaims(spec: Fields): void {
  spec.volumeClaimTemplates = [{ metadata: { name: 'data' }, spec: { resources: {} } }];
}
