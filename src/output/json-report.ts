import type { JsonObject } from '../json.ts';
import { type Report, totalsOf } from '../report/report.ts';
import type { WorkloadCost } from '../report/workload.ts';
import type { Result } from '../result.ts';
import { version } from '../version.ts';
import type { LocatedFinding } from './finding.ts';
import { toKrmResult } from './krm-results.ts';
import { kindOf } from './summary-entries.ts';

/** The report for programs, as function-config/report-schema.json describes it. */
export function formatJson({ answer, costs, leftOut }: Report, findings: readonly LocatedFinding[]): string {
  const { profile, selected, failed, results } = answer;
  const report: JsonObject = {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'Report',
    version,
    profile,
    preparedWorkloads: selected,
    failed,
    counts: countsOf(results),
    memory: memoryOf(costs),
    workloads: costs.map(workloadOf),
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

function memoryOf(costs: readonly WorkloadCost[]): JsonObject {
  const { unprepared, nodeMemory } = totalsOf(costs);
  return { unpreparedMiB: unprepared, nodeMiB: nodeMemory };
}

function workloadOf(cost: WorkloadCost): JsonObject {
  const { kind, namespace, name, platform, replicas, vcpus, images } = cost;
  return {
    kind,
    ...(namespace === '' ? {} : { namespace }),
    name,
    platform,
    ...(replicas === undefined ? {} : { replicas }),
    vcpus,
    vmMiB: cost.vmMemory,
    nodeMiB: cost.nodeMemory,
    guestMiB: cost.guestMemory,
    overheadMiB: cost.overhead,
    unpreparedMiB: cost.unprepared,
    ...(images === undefined ? {} : { imagesMiB: images }),
    containers: cost.containers.map(({ name: container, role, limit }) => ({
      name: container,
      role,
      limitMiB: limit,
    })),
  };
}
