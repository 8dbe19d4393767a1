import { type Shape, schemaOf, type Type } from './schema.ts';

/** Structs that mean nothing without the fields which genpolicy does not parse: the source of a volume, the kind of a hook. */
const ESSENTIAL = new Set([
  'DownwardAPIVolumeFile',
  'EnvVarSource',
  'LifecycleHandler',
  'ProjectedVolumeSource',
  'Volume',
]);

/** What a probe does, and fields that the rules host-namespaces and pod-level-resources are about. */
const KEPT = new Set(['PodSpec.hostIPC', 'PodSpec.hostPID', 'PodSpec.resources', 'Probe.grpc']);

/** True for a field that `fields.remove` may name: the API server accepts the pod without it. */
export function isRemovable({ name }: Shape, field: string): boolean {
  return !ESSENTIAL.has(name) && !KEPT.has(`${name}.${field}`);
}

/**
 * Returns undefined if `path` is a field of pods that some genpolicy does not parse, `containers.workingDir`; otherwise the ones it may
 * have been meant to be.
 */
export function notRemovable(path: string): string[] | undefined {
  const parts = path.split('.');
  const field = parts.pop()!;
  const holders: string[] = [];
  const pod = schemaOf(undefined).struct('PodSpec');
  let shape: Shape = pod;
  for (const part of parts) {
    const inner = shapeIn(shape.fields.get(part)?.type);
    if (!inner) break;
    holders.push(part);
    shape = inner;
  }
  const names = refusedBySome(shape);
  if (holders.length === parts.length && names.includes(field)) return undefined;
  return names.length > 0 ? names.map((name) => [...holders, name].join('.')) : refusedBySome(pod);
}

function shapeIn(type: Type | undefined): Shape | undefined {
  if (type?.is === 'struct') return type.shape;
  return type?.is === 'list' || type?.is === 'map' ? shapeIn(type.of) : undefined;
}

/** The fields that the newest or the oldest known genpolicy does not parse. */
function refusedBySome(shape: Shape): string[] {
  const old = schemaOf(OLDEST).struct(shape.name).refused;
  return [...new Set([...shape.refused, ...old])].filter((field) => isRemovable(shape, field)).sort();
}

/** Older than all releases: the fields that later ones parse are refused. */
const OLDEST = '0.0.0';
