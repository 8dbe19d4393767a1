import type { JsonObject } from '../json.ts';
import { imageMemoryOf, type WorkloadCost } from '../report/cost.ts';
import { type PackedSize, packedSizes } from '../report/pod-groups.ts';
import type { Report } from '../report/report.ts';
import { uncounted, uncoveredImages } from '../report/segments.ts';
import { namespaceTotals, type Totals, totalsOf } from '../report/totals.ts';
import type { Result } from '../result.ts';
import { version } from '../version.ts';
import type { LocatedFinding } from './finding.ts';
import { toKrmResult } from './krm-results.ts';
import { kindOf } from './summary-entries.ts';

/** The report for programs, as function-config/report-schema.json describes it. */
export function formatJson(
  { answer, costs, unsized, leftOut }: Report,
  findings: readonly LocatedFinding[],
): string {
  const { profile, selected, checked = false, failed, results } = answer;
  const report: JsonObject = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'Report',
    version,
    profile,
    preparedWorkloads: selected,
    checked,
    failed,
    counts: countsOf(results),
    totals: totalOf(totalsOf(costs)),
    namespaces: namespaceTotals(costs).map(({ namespace, totals }) => ({ namespace, ...totalOf(totals) })),
    nodes: packedSizes(costs).map(nodesOf),
    workloads: costs.map(workloadOf),
    unsized: [...unsized],
    leftOut: leftOut.map(({ path, message }) => ({ file: path, message })),
    results: findings.map(({ result, location }) => {
      const { file: _, ...krm } = toKrmResult(result);
      return {
        ...krm,
        changed: result.changed,
        ...(result.changed && result.problem !== undefined ? { problem: result.problem } : {}),
        ...(location ? { location: { ...location } } : {}),
      };
    }),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

/** How many there are of each; the sizes of VMs are told by themselves. */
function countsOf(results: readonly Result[]): JsonObject {
  const kinds = results.filter(({ rule }) => rule !== 'vm-size').map(kindOf);
  const count = (wanted: string) => kinds.filter((kind) => kind === wanted).length;
  return {
    errors: count('error'),
    warnings: count('warning'),
    changes: count('changed'),
    remarks: count('info'),
  };
}

function totalOf({ pods, vcpus, nodeMemory, unprepared, unpreparedCpus }: Totals): JsonObject {
  return {
    pods,
    vcpus,
    unpreparedCpus: rounded(unpreparedCpus),
    unpreparedMiB: unprepared,
    nodeMiB: nodeMemory,
  };
}

function nodesOf({ memory, unprepared, confidential }: PackedSize): JsonObject {
  return {
    memoryMiB: memory,
    unpreparedNodes: unprepared.count,
    nodes: confidential.count,
    tooLarge: confidential.tooLarge.map(({ title }) => title),
  };
}

function workloadOf(cost: WorkloadCost): JsonObject {
  const { kind, namespace, name, part, platform, replicas, vcpus, unknownImages } = cost;
  const images = imageMemoryOf(cost);
  return {
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    ...(part === '' ? {} : { part }),
    platform,
    ...(replicas === undefined ? {} : { replicas }),
    vcpus,
    vmMiB: cost.vmMemory,
    nodeMiB: cost.nodeMemory,
    guestMiB: cost.guestMemory,
    overheadMiB: cost.overhead,
    unpreparedMiB: cost.unprepared,
    unpreparedCpus: rounded(cost.unpreparedCpus),
    ...(images > 0 ? { imagesMiB: images } : {}),
    uncoveredImagesMiB: uncoveredImages(cost),
    uncountedMiB: uncounted(cost),
    ...(unknownImages.length > 0 ? { unknownImages: [...unknownImages] } : {}),
    containers: cost.containers.map(({ name: container, role, limit, images: own }) => ({
      name: container,
      role,
      limitMiB: limit,
      ...(own > 0 ? { imagesMiB: own } : {}),
    })),
  };
}

/** CPUs come in thousandths, which do not add up to the last bit. */
function rounded(cpus: number): number {
  return Math.round(cpus * 1000) / 1000;
}
