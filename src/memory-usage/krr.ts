import { formatObjectName } from '../kubernetes/object-name.ts';
import { PreparationError } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { formatDuration } from './duration.ts';
import { type Measurement, UsageCollector } from './measurement.ts';
import { type WantedWorkload, WorkloadsByName } from './workloads.ts';

/**
 * Reads the result of `krr simple --formatter json`: the memory limit that it recommends for each container (krr source, models/result.py).
 * @throws PreparationError if the text is anything else.
 */
export function readKrr(text: string, workloads: readonly WantedWorkload[], time: string): Measurement {
  const result = parse(text);
  if (!isObject(result) || !Array.isArray(result.scans)) throw notKrr('it has no list of scans');
  const collector = new UsageCollector();
  const byName = new WorkloadsByName(workloads);
  const warnings: string[] = [];
  const clusters = new Map<WantedWorkload, Json>();
  for (const [index, scan] of result.scans.entries()) {
    const object = isObject(scan) && isObject(scan.object) ? scan.object : undefined;
    const { kind, namespace, name, container } = object ?? {};
    if (!object || !isText(kind) || !isText(namespace) || !isText(name) || !isText(container))
      throw notKrr(`scans[${index}].object has no kind, namespace, name and container`);
    const workload = byName.find({ kind, namespace, name });
    if (!workload) continue;
    const title = formatObjectName({ kind, namespace, name });
    const cluster = object.cluster ?? null;
    if (clusters.has(workload) && clusters.get(workload) !== cluster)
      throw new PreparationError(
        'measurement-ambiguous',
        `--krr: ${title} has recommendations from several clusters; run krr for one cluster with --cluster`,
      );
    clusters.set(workload, cluster);
    const recommended = limitOf(scan as JsonObject);
    if (recommended === undefined) {
      warnings.push(`krr recommends no memory limit for container "${container}" of ${title}`);
      continue;
    }
    const pods = Array.isArray(object.pods) ? { pods: object.pods.length } : {};
    collector.add(workload, namespace, { name: container, recommended, ...pods }, (one) => one);
  }
  const window = windowOf(result);
  return {
    workloads: collector.entries({ source: 'krr', ...(window !== undefined && { window }), time }),
    warnings,
  };
}

function parse(text: string): Json {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
  } catch {
    throw notKrr('it is not valid JSON');
  }
}

function notKrr(problem: string): PreparationError {
  return new PreparationError(
    'measurement-invalid',
    `--krr: the file is not a JSON result of krr: ${problem}; write it with krr simple --formatter json --fileoutput FILE`,
  );
}

/** In bytes. krr writes `?` if it has no data, and null if it recommends none. */
function limitOf({ recommended }: JsonObject): number | undefined {
  const limits = isObject(recommended) && isObject(recommended.limits) ? recommended.limits : {};
  const value = isObject(limits.memory) ? limits.memory.value : undefined;
  return typeof value === 'number' && value > 0 ? Math.ceil(value) : undefined;
}

/** The setting `history_duration`, in hours. */
function windowOf({ strategy }: JsonObject): string | undefined {
  const settings = isObject(strategy) && isObject(strategy.settings) ? strategy.settings : {};
  const hours = Number(settings.history_duration);
  return Number.isFinite(hours) && hours > 0 ? formatDuration(Math.round(hours * 60) * 60) : undefined;
}

function isText(value: Json | undefined): value is string {
  return typeof value === 'string';
}
