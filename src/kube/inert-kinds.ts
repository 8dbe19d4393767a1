import { hasKind } from './workload-kinds.ts';

/** Kubernetes' own kinds that neither make pods nor say anything about them, by API group. */
const INERT_KINDS: Record<string, string[]> = {
  '': [
    'ConfigMap',
    'Endpoints',
    'Event',
    'Namespace',
    'Node',
    'PersistentVolume',
    'Secret',
    'Service',
    'ServiceAccount',
  ],
  'admissionregistration.k8s.io': [
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  // What a StatefulSet or DaemonSet was like at an earlier time.
  apps: ['ControllerRevision'],
  'coordination.k8s.io': ['Lease'],
  'discovery.k8s.io': ['EndpointSlice'],
  'networking.k8s.io': ['Ingress', 'IngressClass', 'NetworkPolicy'],
  policy: ['PodDisruptionBudget', 'PodSecurityPolicy'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment'],
};

/** True for objects that no rule looks at. Everything unknown may make pods, so it is looked at. */
export function isInert(apiVersion: string, kind: string): boolean {
  return hasKind(INERT_KINDS, apiVersion, kind);
}
