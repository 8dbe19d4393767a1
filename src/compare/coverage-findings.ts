import { joinWords } from '../util/join-words.ts';
import { pluralize } from '../util/plural.ts';
import type { Severity } from '../util/severity.ts';
import type { LiveFindings } from './findings.ts';
import { hasManagedFields } from './managers.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';
import type { WorkloadMatch } from './workload-matches.ts';

/** What a comparison was about. */
export interface Compared {
  prepared: readonly PreparedWorkload[];
  matches: readonly WorkloadMatch[];
  pods: number;
  /** Live workloads with a RuntimeClass of Contrast that are not in the files. */
  unknown: ReadonlySet<string>;
}

/** Reports what was not compared: workloads without live objects, live workloads without files, and missing evidence. */
export function addCoverage(findings: LiveFindings, { prepared, matches, pods, unknown }: Compared): void {
  const add = (key: string, severity: Severity, message: string, workload?: PreparedWorkload) =>
    findings.add(`coverage ${key}`, '', () => ({
      rule: 'live-coverage',
      severity,
      ...(workload && { resource: workload.resource }),
      message: () => message,
    }));
  if (prepared.length === 0)
    add(
      'files',
      'warning',
      'no workload in the files has a RuntimeClass of Contrast, so nothing was compared; pass the prepared or generated manifests',
    );
  else if (pods === 0)
    add(
      'pods',
      'warning',
      'no live pod belongs to a workload in the files, so no pod was compared; include the pods of all namespaces and their owners in the live input',
    );
  const matched = new Set(matches.map((match) => match.prepared));
  for (const workload of prepared)
    if (!matched.has(workload))
      add(workload.id, 'info', 'no live object has this kind and name, so it was not compared', workload);
  if (unknown.size > 0)
    add(
      'unknown',
      'info',
      `${pluralize(unknown.size, 'live workload')} with a RuntimeClass of Contrast ${unknown.size === 1 ? 'is' : 'are'} not in the files: ${joinWords([...unknown], 5)}`,
    );
  const controllers = matches.flatMap(({ controller }) => controller?.resource ?? []);
  if (controllers.length > 0 && !controllers.some(hasManagedFields))
    add(
      'managers',
      'info',
      'the live objects have no managedFields, which show who changed what; use kubectl get --show-managed-fields',
    );
}
