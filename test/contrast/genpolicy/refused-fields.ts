/**
 * Every field of Kubernetes 1.37 below the workload kinds that genpolicy of Kata 4.1.0 refuses, as a run of it over one manifest for each field
 * has shown: kinds, then the fields by the path of the map that they are in. Contrast's patches are applied.
 */
export const REFUSED_FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'CronJob DaemonSet Deployment Job Pod ReplicaSet ReplicationController StatefulSet': {
    metadata:
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
    '': 'status',
  },
  'DaemonSet Deployment Job ReplicaSet ReplicationController StatefulSet': {
    'spec.template.metadata':
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
  },
  StatefulSet: {
    'spec.volumeClaimTemplates[].metadata':
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
    'spec.volumeClaimTemplates[].spec':
      'selector volumeName dataSource dataSourceRef volumeAttributesClassName',
    'spec.volumeClaimTemplates[].spec.resources': 'limits',
    'spec.volumeClaimTemplates[]': 'status',
    spec: 'ordinals',
  },
  Job: {
    spec: 'podFailurePolicy successPolicy selector scheduling',
  },
  CronJob: {
    'spec.jobTemplate.metadata':
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
    'spec.jobTemplate.spec': 'podFailurePolicy successPolicy selector scheduling',
    'spec.jobTemplate.spec.template.metadata':
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
  },
  Pod: {
    'spec.volumes[].emptyDir': 'mode',
    'spec.volumes[]':
      'gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc vsphereVolume quobyte azureDisk photonPersistentDisk portworxVolume scaleIO storageos csi image',
    'spec.volumes[].secret.items[]': 'mode user',
    'spec.volumes[].secret': 'defaultUser',
    'spec.volumes[].persistentVolumeClaim': 'readOnly',
    'spec.volumes[].downwardAPI.items[]': 'resourceFieldRef mode user',
    'spec.volumes[].downwardAPI': 'defaultMode defaultUser',
    'spec.volumes[].configMap.items[]': 'mode user',
    'spec.volumes[].configMap': 'defaultMode defaultUser',
    'spec.volumes[].projected': 'sources defaultUser',
    'spec.volumes[].ephemeral.volumeClaimTemplate.metadata':
      'resourceVersion generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences finalizers',
    'spec.volumes[].ephemeral.volumeClaimTemplate.spec':
      'selector volumeName dataSource dataSourceRef volumeAttributesClassName',
    'spec.volumes[].ephemeral.volumeClaimTemplate.spec.resources': 'limits',
    'spec.initContainers[]': 'workingDir resizePolicy restartPolicyRules stdinOnce',
    'spec.initContainers[].env[].valueFrom.resourceFieldRef': 'containerName divisor',
    'spec.initContainers[].env[].valueFrom': 'fileKeyRef',
    'spec.initContainers[].resources': 'claims',
    'spec.initContainers[].volumeMounts[]': 'recursiveReadOnly bindMountOptions',
    'spec.initContainers[].livenessProbe.httpGet': 'protocol',
    'spec.initContainers[].livenessProbe.grpc': 'mode',
    'spec.initContainers[].readinessProbe.httpGet': 'protocol',
    'spec.initContainers[].readinessProbe.grpc': 'mode',
    'spec.initContainers[].startupProbe.httpGet': 'protocol',
    'spec.initContainers[].startupProbe.grpc': 'mode',
    'spec.initContainers[].lifecycle.postStart': 'httpGet tcpSocket sleep',
    'spec.initContainers[].lifecycle.preStop': 'httpGet tcpSocket sleep',
    'spec.initContainers[].lifecycle': 'stopSignal',
    'spec.initContainers[].securityContext':
      'seLinuxOptions windowsOptions runAsNonRoot procMount appArmorProfile',
    'spec.containers[]': 'workingDir resizePolicy restartPolicyRules stdinOnce',
    'spec.containers[].env[].valueFrom.resourceFieldRef': 'containerName divisor',
    'spec.containers[].env[].valueFrom': 'fileKeyRef',
    'spec.containers[].resources': 'claims',
    'spec.containers[].volumeMounts[]': 'recursiveReadOnly bindMountOptions',
    'spec.containers[].livenessProbe.httpGet': 'protocol',
    'spec.containers[].livenessProbe.grpc': 'mode',
    'spec.containers[].readinessProbe.httpGet': 'protocol',
    'spec.containers[].readinessProbe.grpc': 'mode',
    'spec.containers[].startupProbe.httpGet': 'protocol',
    'spec.containers[].startupProbe.grpc': 'mode',
    'spec.containers[].lifecycle.postStart': 'httpGet tcpSocket sleep',
    'spec.containers[].lifecycle.preStop': 'httpGet tcpSocket sleep',
    'spec.containers[].lifecycle': 'stopSignal',
    'spec.containers[].securityContext':
      'seLinuxOptions windowsOptions runAsNonRoot procMount appArmorProfile',
    spec: 'ephemeralContainers activeDeadlineSeconds automountServiceAccountToken hostPID hostIPC subdomain hostAliases readinessGates enableServiceLinks overhead setHostnameAsFQDN os hostUsers schedulingGates resourceClaims hostnameOverride schedulingGroup evictionResponders',
    'spec.securityContext':
      'seLinuxOptions windowsOptions runAsNonRoot supplementalGroupsPolicy fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy',
    'spec.resources': 'claims',
  },
};
