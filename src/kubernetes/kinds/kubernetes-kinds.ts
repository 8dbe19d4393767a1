import { ACCEPTED, accepted, affecting, type KindsByGroup, podless } from './entries.ts';
import type { WorkloadKind } from './kind.ts';

const DEPLOYMENT: WorkloadKind = {
  pods: 'template',
  podTemplate: ['spec', 'template'],
  replicas: ['spec', 'replicas'],
  creates: { kind: 'ReplicaSet', suffix: { label: 'pod-template-hash' } },
  rollingUpdate: ['spec', 'strategy', 'rollingUpdate'],
  overlapUnlessRecreate: ['spec', 'strategy', 'type'],
  ...ACCEPTED,
};

const REPLICA_SET: WorkloadKind = {
  pods: 'template',
  podTemplate: ['spec', 'template'],
  replicas: ['spec', 'replicas'],
  creates: { kind: 'Pod' },
  ...ACCEPTED,
};

const DAEMON_SET: WorkloadKind = {
  pods: 'template',
  podTemplate: ['spec', 'template'],
  perNode: true,
  creates: { kind: 'Pod' },
  rollingUpdate: ['spec', 'updateStrategy', 'rollingUpdate'],
  ...ACCEPTED,
};

/** Kinds of Kubernetes itself (Kubernetes API reference). */
export const KUBERNETES_KINDS: KindsByGroup = {
  '': {
    Pod: { pods: 'template', podTemplate: [], replicas: 1, ...ACCEPTED },
    PodTemplate: { pods: 'template', podTemplate: ['template'] },
    ReplicationController: REPLICA_SET,
    ...podless('Binding', 'ComponentStatus', 'Endpoints', 'Event', 'Namespace', 'Node', 'PersistentVolume'),
    ...accepted(podless('ConfigMap', 'Secret', 'Service', 'ServiceAccount')),
    ...accepted(affecting('LimitRange')),
    ...affecting('PersistentVolumeClaim', 'ResourceQuota'),
  },
  apps: {
    Deployment: DEPLOYMENT,
    StatefulSet: {
      pods: 'template',
      podTemplate: ['spec', 'template'],
      replicas: ['spec', 'replicas'],
      creates: { kind: 'Pod' },
      claimTemplates: ['spec', 'volumeClaimTemplates'],
      ...ACCEPTED,
    },
    DaemonSet: DAEMON_SET,
    ReplicaSet: REPLICA_SET,
    // An earlier state of a StatefulSet or DaemonSet.
    ...podless('ControllerRevision'),
  },
  // The former group of the kinds of apps; old manifests still use it.
  extensions: {
    Deployment: DEPLOYMENT,
    DaemonSet: DAEMON_SET,
    ReplicaSet: REPLICA_SET,
    ...podless('Ingress', 'NetworkPolicy', 'PodSecurityPolicy'),
  },
  batch: {
    Job: {
      pods: 'template',
      podTemplate: ['spec', 'template'],
      replicas: ['spec', 'parallelism'],
      completes: true,
      creates: { kind: 'Pod' },
      ...ACCEPTED,
    },
    CronJob: {
      pods: 'template',
      podTemplate: ['spec', 'jobTemplate', 'spec', 'template'],
      replicas: ['spec', 'jobTemplate', 'spec', 'parallelism'],
      completes: true,
      // Minutes since 1970 (Kubernetes, CronJob controller): 21000000 or more since 2009, so a date such as 20260101 does not match.
      creates: { kind: 'Job', suffix: { digits: '(2[1-9]|[3-9][0-9])[0-9]{6}' } },
      ...ACCEPTED,
    },
  },
  autoscaling: affecting('HorizontalPodAutoscaler'),
  policy: {
    ...accepted(podless('PodDisruptionBudget')),
    ...podless('PodSecurityPolicy'),
  },
  'admissionregistration.k8s.io': {
    ...affecting('MutatingAdmissionPolicy', 'MutatingAdmissionPolicyBinding', 'MutatingWebhookConfiguration'),
    ...podless(
      'ValidatingAdmissionPolicy',
      'ValidatingAdmissionPolicyBinding',
      'ValidatingWebhookConfiguration',
    ),
  },
  'apiextensions.k8s.io': podless('CustomResourceDefinition'),
  'apiregistration.k8s.io': podless('APIService'),
  'certificates.k8s.io': podless('CertificateSigningRequest', 'ClusterTrustBundle', 'PodCertificateRequest'),
  'coordination.k8s.io': podless('Lease', 'LeaseCandidate'),
  'discovery.k8s.io': podless('EndpointSlice'),
  'events.k8s.io': podless('Event'),
  'flowcontrol.apiserver.k8s.io': podless('FlowSchema', 'PriorityLevelConfiguration'),
  'networking.k8s.io': podless('IPAddress', 'Ingress', 'IngressClass', 'NetworkPolicy', 'ServiceCIDR'),
  'node.k8s.io': affecting('RuntimeClass'),
  'rbac.authorization.k8s.io': accepted(podless('ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding')),
  'resource.k8s.io': podless('DeviceClass', 'ResourceClaim', 'ResourceClaimTemplate', 'ResourceSlice'),
  'scheduling.k8s.io': podless('PriorityClass', 'Workload'),
  'storage.k8s.io': podless(
    'CSIDriver',
    'CSINode',
    'CSIStorageCapacity',
    'StorageClass',
    'VolumeAttachment',
    'VolumeAttributesClass',
  ),
};
