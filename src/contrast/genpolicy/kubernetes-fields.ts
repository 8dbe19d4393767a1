/**
 * Fields that Kubernetes has (API reference of 1.37) and no known genpolicy parses, by genpolicy's struct. A field that is neither here nor in
 * structs.ts is misspelled, or newer than both.
 */
export const KUBERNETES_FIELDS: Readonly<Record<string, string>> = {
  ConfigMapVolumeSource: 'defaultMode defaultUser',
  Container: 'resizePolicy restartPolicyRules stdinOnce workingDir',
  CronJob: 'status',
  DaemonSet: 'status',
  Deployment: 'status',
  DownwardAPIVolumeFile: 'mode resourceFieldRef user',
  DownwardAPIVolumeSource: 'defaultMode defaultUser',
  EmptyDirVolumeSource: 'mode',
  EnvVarSource: 'fileKeyRef',
  GRPCAction: 'mode',
  HTTPGetAction: 'protocol',
  Job: 'status',
  // genpolicy reads the two policies as text, which they never are.
  JobSpec: 'podFailurePolicy scheduling selector successPolicy',
  KeyToPath: 'mode user',
  Lifecycle: 'stopSignal',
  LifecycleHandler: 'httpGet sleep tcpSocket',
  ObjectMeta:
    'clusterName creationTimestamp deletionGracePeriodSeconds deletionTimestamp finalizers generation managedFields ownerReferences resourceVersion selfLink',
  PersistentVolumeClaim: 'status',
  PersistentVolumeClaimResourceRequirements: 'limits',
  PersistentVolumeClaimSpec: 'dataSource dataSourceRef selector volumeAttributesClassName volumeName',
  PersistentVolumeClaimVolumeSource: 'readOnly',
  Pod: 'status',
  PodSecurityContext:
    'appArmorProfile fsGroupChangePolicy runAsNonRoot seLinuxChangePolicy seLinuxOptions seccompProfile supplementalGroupsPolicy windowsOptions',
  PodSpec:
    'activeDeadlineSeconds automountServiceAccountToken enableServiceLinks ephemeralContainers evictionResponders hostAliases hostIPC hostPID hostUsers hostnameOverride os overhead readinessGates resourceClaims schedulingGates schedulingGroup setHostnameAsFQDN subdomain',
  ProjectedVolumeSource: 'defaultUser sources',
  ReplicaSet: 'status',
  ReplicationController: 'status',
  ResourceFieldSelector: 'containerName divisor',
  ResourceRequirements: 'claims',
  Secret: 'stringData',
  SecretVolumeSource: 'defaultUser',
  SecurityContext: 'appArmorProfile procMount runAsNonRoot seLinuxOptions windowsOptions',
  StatefulSet: 'status',
  StatefulSetSpec: 'ordinals',
  Volume:
    'awsElasticBlockStore azureDisk cephfs cinder csi fc flexVolume flocker gcePersistentDisk gitRepo glusterfs image iscsi nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume',
  VolumeMount: 'bindMountOptions recursiveReadOnly',
};

/** Fields that genpolicy parses and Kubernetes does not have. */
export const GENPOLICY_ONLY_FIELDS: Readonly<Record<string, string>> = {
  Container: 'serviceAccountName',
  CronJobSpec: 'backoffLimit',
  PodSecurityContext: 'allowPrivilegeEscalation',
};

/** Types of Kubernetes that are wider or narrower than those of genpolicy: what both take counts. */
export const KUBERNETES_TYPES: Readonly<Record<string, string>> = {
  // IntOrString; genpolicy reads text.
  'HTTPGetAction.port': 'intOrString',
  'TCPSocketAction.port': 'intOrString',
  'RollingUpdateStatefulSetStrategy.maxUnavailable': 'intOrString',
  // Quantities, which may be written as numbers.
  'EmptyDirVolumeSource.sizeLimit': 'quantity',
  'ResourceRequirements.limits': 'quantity{}',
  'ResourceRequirements.requests': 'quantity{}',
  'PersistentVolumeClaimResourceRequirements.requests': 'quantity{}',
  // Users and groups: the API server takes 0 to 2147483647 (Kubernetes validation, IsValidUserID), genpolicy panics above 4294967295.
  'PodSecurityContext.fsGroup': 'id',
  'PodSecurityContext.runAsGroup': 'id',
  'PodSecurityContext.runAsUser': 'id',
  'PodSecurityContext.supplementalGroups': 'id[]',
  'SecurityContext.runAsGroup': 'id',
  'SecurityContext.runAsUser': 'id',
  // genpolicy needs the last part of the path for most types of volumes.
  'VolumeMount.mountPath': 'mountPath',
};

/** Structs that require any one field in addition to those named here: genpolicy panics if all of them are missing. */
export const SOURCES: Readonly<Record<string, readonly string[]>> = {
  EnvFromSource: ['prefix'],
  EnvVarSource: [],
  Volume: ['name'],
};
