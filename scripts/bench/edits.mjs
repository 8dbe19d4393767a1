// The edits that every rival makes, on plain objects: RuntimeClass, memory request := limit.

/** The kinds of workloads in the inputs that every rival knows. */
export const WORKLOAD = /^kind: (Deployment|StatefulSet|Job|CronJob)$/m;

export function podSpecOf({ kind, spec }) {
  if (kind === 'CronJob') return spec.jobTemplate.spec.template.spec;
  return ['Deployment', 'StatefulSet', 'Job'].includes(kind) ? spec.template.spec : undefined;
}

export function prepare(object) {
  const podSpec = podSpecOf(object);
  if (!podSpec) return;
  podSpec.runtimeClassName = 'contrast-cc';
  for (const { resources } of podSpec.containers) {
    const memory = resources?.limits?.memory;
    if (memory !== undefined) resources.requests = { ...resources.requests, memory };
  }
}

/** True where every workload of a list of objects has the edits. */
export function isPrepared(objects, workloads) {
  const specs = objects.map(podSpecOf).filter(Boolean);
  const good = specs.filter(
    ({ runtimeClassName, containers }) =>
      runtimeClassName === 'contrast-cc' &&
      containers.every(
        ({ resources: { requests, limits } = {} }) => !limits?.memory || requests?.memory === limits.memory,
      ),
  );
  return specs.length === workloads && good.length === workloads;
}
