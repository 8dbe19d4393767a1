import { admissionWebhook } from './admission-webhook.ts';
import { alreadyGenerated } from './already-generated.ts';
import { annotationPlacement } from './annotation-placement.ts';
import { autoscaler } from './autoscaler.ts';
import { contrastImage } from './contrast-image.ts';
import { coordinator } from './coordinator.ts';
import { cpuLimit } from './cpu-limit.ts';
import { cpuRequest } from './cpu-request.ts';
import { cpuWithoutMemory } from './cpu-without-memory.ts';
import { downwardApi } from './downward-api.ts';
import { envSource } from './env-source.ts';
import { exemptPods } from './exempt-pods.ts';
import { generatedPods } from './generated-pods.ts';
import { gpuResource } from './gpu-resource.ts';
import { gpuRuntimeClass } from './gpu-runtime-class.ts';
import { gpuVcpu } from './gpu-vcpu.ts';
import { hostNamespaces } from './host-namespaces.ts';
import { hostPath } from './host-path.ts';
import { imageDigest } from './image-digest.ts';
import { imageMemory } from './image-memory.ts';
import { imagePullSecrets } from './image-pull-secrets.ts';
import { imageRegistry } from './image-registry.ts';
import { imageStore } from './image-store.ts';
import { imageUser } from './image-user.ts';
import { imageVolume } from './image-volume.ts';
import { initCpu } from './init-cpu.ts';
import { initMemory } from './init-memory.ts';
import { kataAnnotations } from './kata-annotations.ts';
import { lifecycleHook } from './lifecycle-hook.ts';
import { limitRange } from './limit-range.ts';
import { localhostName } from './localhost-name.ts';
import { memoryLimit } from './memory-limit.ts';
import { memoryRequest } from './memory-request.ts';
import { memoryUnit } from './memory-unit.ts';
import { memoryVolumes } from './memory-volumes.ts';
import { missingVolume } from './missing-volume.ts';
import { namespace } from './namespace.ts';
import { noWorkload } from './no-workload.ts';
import { persistentVolume } from './persistent-volume/index.ts';
import { plainEndpoint } from './plain-endpoint.ts';
import { podLevelResources } from './pod-level-resources.ts';
import { privileged } from './privileged.ts';
import { reservedNames } from './reserved-names.ts';
import { resourceQuota } from './resource-quota.ts';
import { rollingUpdate } from './rolling-update.ts';
import type { Rule } from './rule.ts';
import { runtimeClass } from './runtime-class.ts';
import { runtimeClassName } from './runtime-class-name.ts';
import { secretInEnv } from './secret-in-env.ts';
import { secretValue } from './secret-value.ts';
import { securePv } from './secure-pv.ts';
import { serviceAccountToken } from './service-account-token.ts';
import { serviceMesh } from './service-mesh.ts';
import { subPath } from './sub-path.ts';
import { terminationMessage } from './termination-message.ts';
import { unknownAnnotation } from './unknown-annotation.ts';
import { unknownKind } from './unknown-kind.ts';
import { unsupportedField } from './unsupported-field.ts';
import { unsupportedKind } from './unsupported-kind.ts';
import { untrustedVolume } from './untrusted-volume.ts';
import { vcpuCount } from './vcpu-count.ts';
import { vmMemory } from './vm-memory.ts';
import { vmSize } from './vm-size.ts';
import { volumeType } from './volume-type.ts';

/** All rules in the order in which they run: a rule sees the fixes of earlier rules. */
export const rules: readonly Rule[] = [
  alreadyGenerated,
  exemptPods,
  noWorkload,
  generatedPods,
  unknownKind,
  runtimeClassName,
  runtimeClass,
  gpuRuntimeClass,
  annotationPlacement,
  unknownAnnotation,
  serviceMesh,
  securePv,
  imageStore,
  coordinator,
  contrastImage,
  namespace,
  gpuResource,
  memoryUnit,
  memoryLimit,
  imageMemory,
  initMemory,
  memoryRequest,
  memoryVolumes,
  vmMemory,
  kataAnnotations,
  cpuLimit,
  cpuRequest,
  podLevelResources,
  vcpuCount,
  initCpu,
  gpuVcpu,
  cpuWithoutMemory,
  limitRange,
  resourceQuota,
  autoscaler,
  admissionWebhook,
  missingVolume,
  volumeType,
  hostPath,
  persistentVolume,
  subPath,
  reservedNames,
  imageVolume,
  untrustedVolume,
  imageDigest,
  imagePullSecrets,
  imageRegistry,
  imageUser,
  envSource,
  secretValue,
  downwardApi,
  serviceAccountToken,
  unsupportedField,
  unsupportedKind,
  hostNamespaces,
  privileged,
  rollingUpdate,
  lifecycleHook,
  terminationMessage,
  localhostName,
  plainEndpoint,
  secretInEnv,
  vmSize,
];
