import { toKrmResult } from '../../engine/krm/result.ts';
import type { JsonObject } from '../../util/json.ts';
import { version } from '../../util/version.ts';
import { imageMemoryOf, type WorkloadCost } from '../costs/cost.ts';
import { type PackedSize, packedSizes } from '../costs/pod-groups.ts';
import { uncounted, uncoveredImages, uncoveredUse } from '../costs/segments.ts';
import { namespaceTotals, type Totals, totalsByDuration } from '../costs/totals.ts';
import { countFindings, type Findings, type Tally, totalOf } from '../findings-count.ts';
import { nextSteps } from '../next-steps.ts';
import { verdictOf } from '../verdict.ts';
import type { LocatedReport, ReportFormat } from './format.ts';

/** The report for programs; function-config/report-schema.json describes it. */
export const json: ReportFormat = {
  name: 'json',
  purpose: 'all data, for programs ([schema](../function-config/report-schema.json))',
  suffixes: ['.json'],
  begins: /^\{\s+"apiVersion": "prepare-contrast\.dev\/\w+",\s+"kind": "Report"/,
  format: formatJson,
  formatError: ({ code, message }) => textOf({ ...HEAD, error: { code, message } }),
};

const HEAD = { apiVersion: 'prepare-contrast.dev/v1alpha1', kind: 'Report', version };

function textOf(report: JsonObject): string {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function formatJson({ answer, costs, unsized, leftOut, findings }: LocatedReport): string {
  const { profile, configurationFile, selected, checked = false, comparedPods, failed, results } = answer;
  const { minSeverity = 'info' } = answer;
  const counted = countFindings(results);
  const steps = nextSteps(counted);
  const { running, temporary } = totalsByDuration(costs);
  const { status, reasons } = verdictOf(counted, { failed, leftOut: leftOut.length });
  const report: JsonObject = {
    ...HEAD,
    profile,
    ...(configurationFile === undefined ? {} : { configurationFile }),
    preparedWorkloads: selected,
    checked,
    ...(comparedPods === undefined ? {} : { comparedPods }),
    failed,
    verdict: { status, reasons: [...reasons] },
    nextSteps: { settings: steps.settings, commands: steps.commands.map(({ command }) => command) },
    counts: countsOf(counted, 'findings'),
    places: countsOf(counted, 'places'),
    ...(checked ? { fixable: totalOf(counted.byRule.values()).fixable } : {}),
    ...(minSeverity === 'info' ? {} : { minSeverity }),
    totals: formatTotals(running),
    temporary: formatTotals(temporary),
    namespaces: namespaceTotals(costs).map(({ namespace, totals }) => ({
      namespace,
      ...formatTotals(totals),
    })),
    nodes: packedSizes(costs).map(nodesOf),
    workloads: costs.map(workloadOf),
    unsized: [...unsized],
    leftOut: leftOut.map(({ path, code, message }) => ({ file: path, code, message })),
    results: findings.map(({ result, location }) => {
      const { file: _, ...krm } = toKrmResult(result);
      return {
        ...krm,
        ...(result.code !== undefined && { code: result.code }),
        changed: result.changed,
        ...(!result.changed && result.cause ? { cause: { ...result.cause } } : {}),
        ...(result.changed && result.problem !== undefined ? { problem: result.problem } : {}),
        ...(location ? { location: { ...location } } : {}),
      };
    }),
  };
  return textOf(report);
}

/** Counts by kind, without VM sizes, which have their own fields. */
function countsOf({ byKind: { error, warning, changed, info } }: Findings, what: keyof Tally): JsonObject {
  return { errors: error[what], warnings: warning[what], changes: changed[what], remarks: info[what] };
}

function formatTotals({
  pods,
  vcpus,
  nodeMemory,
  nodeMemoryFromUse,
  unprepared,
  unpreparedCpus,
}: Totals): JsonObject {
  return {
    pods,
    vcpus,
    unpreparedCpus: rounded(unpreparedCpus),
    unpreparedMiB: unprepared,
    nodeMiB: nodeMemory,
    ...(nodeMemoryFromUse === undefined ? {} : { nodeFromUseMiB: nodeMemoryFromUse }),
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
    ...(cost.nodeMemoryFromUse === undefined ? {} : { nodeFromUseMiB: cost.nodeMemoryFromUse }),
    guestMiB: cost.guestMemory,
    overheadMiB: cost.overhead,
    unpreparedMiB: cost.unprepared,
    unpreparedCpus: rounded(cost.unpreparedCpus),
    ...(images > 0 ? { imagesMiB: images } : {}),
    uncoveredImagesMiB: uncoveredImages(cost),
    uncountedMiB: uncounted(cost),
    ...(uncoveredUse(cost) > 0 ? { uncoveredUseMiB: uncoveredUse(cost) } : {}),
    ...(cost.isTemporary && { temporary: true }),
    ...(cost.withoutLimit.length > 0 && { withoutLimit: [...cost.withoutLimit] }),
    ...(unknownImages.length > 0 ? { unknownImages: [...unknownImages] } : {}),
    containers: cost.containers.map(({ name: container, role, limit, images: own, used, limitFromUse }) => ({
      name: container,
      role,
      limitMiB: limit,
      ...(own > 0 ? { imagesMiB: own } : {}),
      ...(used === undefined ? {} : { usedMiB: used }),
      ...(limitFromUse === undefined ? {} : { limitFromUseMiB: limitFromUse }),
    })),
  };
}

/** Rounds CPUs to millicores: sums of binary fractions are inexact. */
function rounded(cpus: number): number {
  return Math.round(cpus * 1000) / 1000;
}
