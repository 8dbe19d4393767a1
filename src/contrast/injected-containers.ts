import type { InputIndex } from '../kubernetes/input/index.ts';
import { aggregate, podLimit, type Share } from '../kubernetes/pod-resources.ts';
import { mebibytes, parseQuantity } from '../kubernetes/quantity.ts';
import { amountOf } from '../kubernetes/resources.ts';
import type { ContainerRole } from '../kubernetes/workload.ts';
import { mapAt, textAt } from '../yaml/access.ts';
import { annotationOf, isCoordinator } from './annotations.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import { GENERATED_ANNOTATIONS } from './generated-annotations.ts';
import { bringsImageStore, keepsImagesInMemory } from './image-memory.ts';

/** A container that `contrast generate` will add to a pod. */
export interface InjectedContainer {
  name: string;
  role: ContainerRole;
  /** Its memory limit and request in MiB; 0 in releases that set none. */
  memory: number;
  /** What the limit may be instead, where the release that changed it is inferred. */
  otherMemory?: number;
}

/** The facts about the memory limits of these containers. */
type LimitFact = `${'initializer' | 'secureVolume' | 'serviceMesh' | 'imageStore' | 'debugShell'}MiB`;

const MESH = ['servicemesh-ingress', 'servicemesh-egress', 'servicemesh-admin-interface-port'] as const;

/**
 * The containers that `contrast generate` will add, by the pod's annotations, the arguments that it is called with and the release
 * (Contrast source, generate and internal/kuberesource). None for a pod that it has worked on, and for the Coordinator.
 */
export function injectedContainers(workload: ConfidentialWorkload, facts: InputIndex): InjectedContainer[] {
  if (isPodGenerated(workload) || isCoordinator(workload)) return [];
  const has = (flag: string) => facts.generateArguments?.includes(flag) ?? false;
  const added: InjectedContainer[] = [];
  const add = (name: string, role: ContainerRole, fact: LimitFact) => {
    const { value: memory, alternatives } = workload.settings.release.fact(fact);
    const other = alternatives.length > 0 ? { otherMemory: alternatives[0]! } : {};
    if (!workload.containers.some((own) => own.name === name)) added.push({ name, role, memory, ...other });
  };
  if (getsImageStore(workload, has('--inject-image-store'), has('--skip-image-store')))
    add('pvc-holder', 'sidecar', 'imageStoreMiB');
  const skips = annotationOf(workload, 'skip-initializer')?.value === 'true' || has('--skip-initializer');
  if (!skips && annotationOf(workload, 'secure-pv')?.value)
    add('contrast-initializer', 'sidecar', 'secureVolumeMiB');
  else if (!skips) add('contrast-initializer', 'init', 'initializerMiB');
  if (!has('--skip-service-mesh') && MESH.some((name) => annotationOf(workload, name)))
    add('contrast-service-mesh', 'sidecar', 'serviceMeshMiB');
  if (has('--insecure-enable-debug-shell-access')) add('contrast-debug-shell', 'sidecar', 'debugShellMiB');
  return added;
}

/** True if the pod itself says that `contrast generate` has worked on it. Looks up two annotations, since most pods have others only. */
function isPodGenerated({ resource, podMetadataPath }: ConfidentialWorkload): boolean {
  const annotations = mapAt(resource.root, ...podMetadataPath, 'annotations');
  return GENERATED_ANNOTATIONS.some((annotation) => textAt(annotations, annotation) !== undefined);
}

function getsImageStore(workload: ConfidentialWorkload, injects: boolean, skips: boolean): boolean {
  if (skips || workload.containers.some(bringsImageStore)) return false;
  const size = annotationOf(workload, 'image-store-size')?.value;
  if (injects && size === undefined) return workload.settings.release.fact('imageStore').value !== 'absent';
  return size !== undefined && parseQuantity(size.trim())?.nano === 0n
    ? false
    : !keepsImagesInMemory(workload);
}

/** The memory limit of a pod, in nanobytes, with the containers that `contrast generate` will add, and the part that they add. */
export interface GeneratedLimit {
  limit: bigint;
  added: bigint;
  containers: InjectedContainer[];
}

/** Returns the memory limit that a pod will have after `contrast generate`; undefined where a limit cannot be read. */
export function generatedLimit(
  workload: ConfidentialWorkload,
  facts: InputIndex,
): GeneratedLimit | undefined {
  const limit = podLimit(workload, 'memory');
  if (limit === undefined) return undefined;
  // A limit of the pod holds for all of its containers.
  const containers = amountOf(workload.pod, 'limits', 'memory') ? [] : injectedContainers(workload, facts);
  if (containers.length === 0) return { limit, added: 0n, containers };
  const shares: Share[] = [
    ...containers.map(({ role, memory }) => ({ role, nano: mebibytes(memory) })),
    ...workload.containers.map((container) => ({
      role: container.role,
      nano: amountOf(container, 'limits', 'memory')?.quantity?.nano ?? 0n,
    })),
  ];
  const whole = aggregate(shares);
  return { limit: whole, added: whole - limit, containers };
}
