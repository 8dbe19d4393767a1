import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';

/** Pod annotations that `contrast generate` writes: the policy, and the initialization data that carries it in newer releases. */
export const GENERATED_ANNOTATIONS = [
  'io.katacontainers.config.agent.policy',
  'io.katacontainers.config.hypervisor.cc_init_data',
];

/** True for a pod that `contrast generate` has worked on. */
export function isGenerated({
  annotations,
  isMarked,
}: Pick<WorkloadIdentity, 'annotations' | 'isMarked'>): boolean {
  return isMarked && generatedAnnotation(annotations) !== undefined;
}

/** The annotation that shows that `contrast generate` has worked on the pod; undefined where it has not. */
export function generatedAnnotation(annotations: Record<string, string>): string | undefined {
  return GENERATED_ANNOTATIONS.find((annotation) => annotations[annotation] !== undefined);
}
