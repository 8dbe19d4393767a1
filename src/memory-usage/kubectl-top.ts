import { ceilWhole, parseQuantity } from '../kubernetes/quantity.ts';
import { PreparationError } from '../util/errors.ts';
import { type Measurement, UsageCollector } from './measurement.ts';
import { OwnerTable, PodOwners } from './pod-owners.ts';
import type { WantedWorkload } from './workloads.ts';

/**
 * Reads the table that `kubectl top pod --containers` prints: a single sample of each pod.
 * @param namespace Namespace of the pods if the table has no column for it.
 * @throws PreparationError if the text is anything else.
 */
export function readKubectlTop(
  text: string,
  workloads: readonly WantedWorkload[],
  { namespace, time }: { namespace: string; time: string },
): Measurement {
  const [head = '', ...lines] = text.split('\n').filter((line) => line.trim() !== '');
  const columns = head.trim().split(/\s+/);
  const [pod, container, memory] = ['POD', 'NAME', 'MEMORY(bytes)'].map((name) => columns.indexOf(name));
  if (pod === -1 || container === -1 || memory === -1)
    throw new PreparationError(
      'measurement-invalid',
      '--top: the first line does not have the columns POD, NAME and MEMORY(bytes); write the file with kubectl top pod --containers, with headers',
    );
  const ownColumn = columns.indexOf('NAMESPACE');
  const fallback = ownColumn === -1 ? namespace || onlyNamespace(workloads) : '';
  const none = new OwnerTable();
  const owners = new PodOwners(workloads, { pods: none, replicaSets: none, jobs: none });
  const collector = new UsageCollector();
  for (const line of lines) {
    const cells = line.trim().split(/\s+/);
    const quantity = parseQuantity(cells[memory!] ?? '');
    if (cells.length !== columns.length || !quantity)
      throw new PreparationError(
        'measurement-invalid',
        `--top: the line does not match the columns of the first line: ${line.trim()}`,
      );
    const place = { cluster: '', namespace: cells[ownColumn] ?? fallback, pod: cells[pod!]! };
    const workload = owners.of(place);
    if (!workload) continue;
    const peak = ceilWhole(quantity.nano);
    const use = { name: cells[container!]!, peak, samples: 1, pods: 1 };
    collector.add(workload, place.namespace, use, (one, other) => ({
      name: one.name,
      peak: Math.max(Number(one.peak), Number(other.peak)),
      samples: one.samples! + other.samples!,
      pods: one.pods! + other.pods!,
    }));
  }
  return { workloads: collector.entries({ source: 'kubectl-top', time }), warnings: [] };
}

function onlyNamespace(workloads: readonly WantedWorkload[]): string {
  const namespaces = new Set(workloads.map((workload) => workload.namespace));
  if (namespaces.size > 1)
    throw new PreparationError(
      'measurement-ambiguous',
      '--top: the table has no column NAMESPACE, and the manifests have several namespaces; write it with kubectl top pod --containers -A',
    );
  return [...namespaces][0] ?? '';
}
