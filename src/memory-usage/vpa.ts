import { formatObjectName } from '../kubernetes/object-name.ts';
import { ceilWhole, parseQuantity } from '../kubernetes/quantity.ts';
import { readManifests } from '../manifest/read.ts';
import { isObject, type Json } from '../util/json.ts';
import { sourceText } from '../yaml/source.ts';
import { toJson } from '../yaml/to-json.ts';
import { type Measurement, UsageCollector } from './measurement.ts';
import { type WantedWorkload, WorkloadsByName } from './workloads.ts';

/**
 * Reads the recommendations of VerticalPodAutoscaler objects, as `kubectl get vpa -o yaml` prints them. A limit has to cover the worst case,
 * so the upper bound counts; the uncapped target as well if it is larger, because a maximum of the object caps the bound
 * (VerticalPodAutoscaler API reference, RecommendedContainerResources).
 * @throws InputError if the text cannot be read.
 */
export function readVpa(text: string, workloads: readonly WantedWorkload[], time: string): Measurement {
  const { resources } = readManifests(sourceText(text.endsWith('\n') ? text : `${text}\n`), {
    isOfInterest: () => true,
    namespace: '',
  });
  const collector = new UsageCollector();
  const byName = new WorkloadsByName(workloads);
  const warnings: string[] = [];
  for (const { kind, namespace, name, root } of resources) {
    if (kind !== 'VerticalPodAutoscaler') continue;
    const title = formatObjectName({ kind, namespace, name });
    const object = toJson(root);
    const target = at(object, 'spec', 'targetRef');
    const workload = byName.find({
      kind: textOf(at(target, 'kind')),
      namespace,
      name: textOf(at(target, 'name')),
    });
    if (!workload) continue;
    const recommendations = listOf(at(object, 'status', 'recommendation', 'containerRecommendations'));
    if (recommendations.length === 0) warnings.push(`${title} has no recommendation yet`);
    if (hasLowConfidence(object))
      warnings.push(`${title} has the condition LowConfidence: its history is short`);
    for (const recommendation of recommendations) {
      const recommended = largestOf(recommendation, ['upperBound', 'uncappedTarget', 'target']);
      const container = textOf(at(recommendation, 'containerName'));
      if (recommended !== undefined)
        collector.add(workload, namespace, { name: container, recommended }, (one) => one);
    }
  }
  return { workloads: collector.entries({ source: 'vpa', time }), warnings };
}

/** In bytes. */
function largestOf(recommendation: Json, fields: readonly string[]): number | undefined {
  const amounts = fields.flatMap((field) => {
    const value = at(recommendation, field, 'memory');
    const quantity =
      typeof value === 'string' || typeof value === 'number' ? parseQuantity(`${value}`) : undefined;
    return quantity && quantity.nano > 0n ? [ceilWhole(quantity.nano)] : [];
  });
  return amounts.length === 0 ? undefined : Math.max(...amounts);
}

function hasLowConfidence(object: Json): boolean {
  return listOf(at(object, 'status', 'conditions')).some(
    (condition) => at(condition, 'type') === 'LowConfidence' && at(condition, 'status') === 'True',
  );
}

/** The value at a path of keys. */
function at(value: Json | undefined, ...path: string[]): Json | undefined {
  return path.reduce<Json | undefined>((part, key) => (isObject(part) ? part[key] : undefined), value);
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
