// The edits that every rival makes, on plain objects: RuntimeClass, memory request := limit, no CPU limit.

export function podSpecOf({ kind, spec }) {
  if (kind === 'CronJob') return spec.jobTemplate.spec.template.spec;
  return kind === 'Deployment' || kind === 'StatefulSet' ? spec.template.spec : undefined;
}

export function prepare(object) {
  const podSpec = podSpecOf(object);
  if (!podSpec) return;
  podSpec.runtimeClassName = 'contrast-cc';
  for (const { resources } of podSpec.containers) {
    resources.requests.memory = resources.limits.memory;
    delete resources.limits.cpu;
  }
}

/** True where every workload of a list of objects has the edits. */
export function isPrepared(objects, workloads) {
  const specs = objects.map(podSpecOf).filter(Boolean);
  const good = specs.filter(
    ({ runtimeClassName, containers: [{ resources }] }) =>
      runtimeClassName === 'contrast-cc' &&
      resources.requests.memory === '128Mi' &&
      resources.limits.memory === '128Mi' &&
      resources.limits.cpu === undefined,
  );
  return specs.length === workloads && good.length === workloads;
}
