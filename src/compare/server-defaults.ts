import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { type FieldPath, fieldPattern, matchesField } from './field-path.ts';

/** What is known of the workload whose pods are compared. */
export interface DefaultsContext {
  kind: string;
  /** Names of the claim templates, which a StatefulSet adds as volumes. */
  claimTemplates: readonly string[];
  /** True if the pod on the live side was created by a controller or the API server, false for a pod template. */
  isPod: boolean;
  /** True if the manifest has pod-level resources, which the API server completes. */
  hasPodResources: boolean;
}

interface Added {
  fields: readonly string[];
  /** The values that are added; absent if any value is. */
  values?: readonly Json[];
  /** Absent if the API server, or a controller of Kubernetes, always adds it. */
  when?: (value: Json, context: DefaultsContext) => boolean;
}

const PROBES = ['livenessProbe', 'readinessProbe', 'startupProbe'];
const probes = (field: string) => PROBES.map((probe) => `spec.containers.*.${probe}.${field}`);
const hooks = (field: string) =>
  ['postStart', 'preStop'].map((hook) => `spec.containers.*.lifecycle.${hook}.${field}`);

const TOKEN_MOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * What the API server and the controllers of Kubernetes add to a pod that a manifest does not set (Kubernetes source,
 * `pkg/apis/core/v1/defaults.go`, admission plugins ServiceAccount, RuntimeClass, Priority, DefaultTolerationSeconds and
 * PodTopologySpread, controllers of DaemonSets, StatefulSets and Jobs).
 */
const ADDED: readonly Added[] = [
  { fields: ['spec.restartPolicy'], values: ['Always'] },
  { fields: ['spec.dnsPolicy'], values: ['ClusterFirst'] },
  { fields: ['spec.terminationGracePeriodSeconds'], values: [30] },
  { fields: ['spec.schedulerName'], values: ['default-scheduler'] },
  { fields: ['spec.enableServiceLinks'], values: [true] },
  { fields: ['spec.serviceAccountName'], values: ['default'] },
  {
    fields: [
      'spec.nodeName',
      'spec.priority',
      'spec.priorityClassName',
      'spec.preemptionPolicy',
      'spec.overhead.**',
      'spec.nodeSelector.**',
      'spec.tolerations.**',
      'spec.imagePullSecrets.**',
    ],
  },
  // matchLabelKeys
  { fields: ['spec.topologySpreadConstraints.*.labelSelector.**', 'spec.affinity.**'], when: isLabelOrNode },
  { fields: ['spec.hostname', 'spec.subdomain'], when: (_, { kind }) => kind === 'StatefulSet' },
  { fields: ['spec.hostname'], when: (_, { kind }) => kind === 'Job' || kind === 'CronJob' },
  {
    fields: ['spec.containers.*.env.*'],
    when: (value, { kind }) =>
      (kind === 'Job' || kind === 'CronJob') && nameOf(value) === 'JOB_COMPLETION_INDEX',
  },
  {
    fields: ['spec.volumes.*'],
    when: (value, { claimTemplates }) =>
      nameOf(value).startsWith('kube-api-access-') || claimTemplates.includes(nameOf(value)),
  },
  {
    fields: ['spec.containers.*.volumeMounts.*'],
    when: (value) => isObject(value) && value.mountPath === TOKEN_MOUNT,
  },
  // Pod-level resources: what the containers ask for.
  { fields: ['spec.resources.requests.*'] },
  {
    fields: ['spec.resources.limits.*'],
    when: (_, { hasPodResources }) => hasPodResources,
  },
  { fields: ['spec.containers.*.imagePullPolicy', 'spec.volumes.*.image.pullPolicy'] },
  { fields: ['spec.containers.*.terminationMessagePath'], values: ['/dev/termination-log'] },
  { fields: ['spec.containers.*.terminationMessagePolicy'], values: ['File'] },
  { fields: ['spec.containers.*.ports.*.protocol'], values: ['TCP'] },
  { fields: ['spec.containers.*.ports.*.hostPort', 'spec.containers.*.resizePolicy.**'] },
  {
    fields: [
      'spec.containers.*.env.*.valueFrom.fieldRef.apiVersion',
      'spec.volumes.*.downwardAPI.items.*.fieldRef.apiVersion',
      'spec.volumes.*.projected.sources.*.downwardAPI.items.*.fieldRef.apiVersion',
    ],
    values: ['v1'],
  },
  {
    fields: [
      'spec.containers.*.env.*.valueFrom.resourceFieldRef.divisor',
      'spec.volumes.*.downwardAPI.items.*.resourceFieldRef.divisor',
      'spec.volumes.*.projected.sources.*.downwardAPI.items.*.resourceFieldRef.divisor',
    ],
    values: ['0'],
  },
  {
    fields: [...probes('httpGet.scheme'), ...hooks('httpGet.scheme')],
    values: ['HTTP'],
  },
  { fields: [...probes('httpGet.path'), ...hooks('httpGet.path')], values: ['/'] },
  { fields: [...probes('timeoutSeconds'), ...probes('successThreshold')], values: [1] },
  { fields: probes('periodSeconds'), values: [10] },
  { fields: probes('failureThreshold'), values: [3] },
  {
    fields: ['secret', 'configMap', 'projected', 'downwardAPI'].map(
      (source) => `spec.volumes.*.${source}.defaultMode`,
    ),
    values: [420],
  },
  { fields: ['spec.volumes.*.projected.sources.*.serviceAccountToken.expirationSeconds'], values: [3600] },
  { fields: ['spec.volumes.*.ephemeral.volumeClaimTemplate.spec.volumeMode'], values: ['Filesystem'] },
  { fields: ['spec.volumes.*.iscsi.iscsiInterface'], values: ['default'] },
  { fields: ['spec.volumes.*.rbd.pool'], values: ['rbd'] },
  { fields: ['spec.volumes.*.rbd.user'], values: ['admin'] },
  { fields: ['spec.volumes.*.rbd.keyring'], values: ['/etc/ceph/keyring'] },
  { fields: ['spec.volumes.*.azureDisk.cachingMode'], values: ['ReadWrite'] },
  { fields: ['spec.volumes.*.azureDisk.fsType'], values: ['ext4'] },
  { fields: ['spec.volumes.*.azureDisk.kind'], values: ['Shared'] },
  { fields: ['spec.volumes.*.scaleIO.storageMode'], values: ['ThinProvisioned'] },
  { fields: ['spec.volumes.*.scaleIO.fsType'], values: ['xfs'] },
];

const PATTERNS = ADDED.map((added) => ({ ...added, patterns: added.fields.map(fieldPattern) }));

/** True for a value that the manifest does not set and that the API server or a controller of Kubernetes adds. */
export function isAddedByServer(path: FieldPath, value: Json, context: DefaultsContext): boolean {
  return PATTERNS.some(
    ({ patterns, values, when }) =>
      patterns.some((pattern) => matchesField(pattern, path)) &&
      (values?.includes(value) ?? true) &&
      (when?.(value, context) ?? true),
  );
}

/** Pods of a DaemonSet name their node by affinity; matchLabelKeys become selectors. */
function isLabelOrNode(_: Json, { kind, isPod }: DefaultsContext): boolean {
  return isPod || kind === 'DaemonSet';
}

function nameOf(value: Json): string {
  const name = isObject(value) ? value.name : undefined;
  return typeof name === 'string' ? name : '';
}

/**
 * Returns the pod template with the fields in their present form and the defaults that depend on other fields of the pod: a request
 * equals the limit, the former name of the service account, a volume without a source is an emptyDir.
 */
export function withDependentDefaults(template: JsonObject): JsonObject {
  const spec = isObject(template.spec) ? { ...template.spec } : {};
  if (typeof spec.serviceAccount === 'string') spec.serviceAccountName ??= spec.serviceAccount;
  delete spec.serviceAccount;
  for (const list of ['containers', 'initContainers'])
    if (Array.isArray(spec[list])) spec[list] = spec[list].map(withRequests);
  if (Array.isArray(spec.volumes)) spec.volumes = spec.volumes.map(withSource);
  return { ...template, spec };
}

/** Kubernetes, `SetDefaults_Pod`: a limit without a request becomes the request. */
function withRequests(holder: Json): Json {
  const resources = isObject(holder) ? holder.resources : undefined;
  if (!isObject(holder) || !isObject(resources) || !isObject(resources.limits)) return holder;
  const requests = { ...resources.limits, ...(isObject(resources.requests) ? resources.requests : {}) };
  return { ...holder, resources: { ...resources, requests } };
}

function withSource(volume: Json): Json {
  if (!isObject(volume)) return volume;
  const isBare = Object.entries(volume).every(([key, value]) => key === 'name' || value === null);
  return isBare ? { name: volume.name ?? null, emptyDir: {} } : volume;
}
