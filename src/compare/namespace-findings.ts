import type { LiveFindings } from './findings.ts';
import type { WorkloadMatch } from './workload-matches.ts';

/** Reports a workload that runs in another namespace than in the file. `pod` is '' for its controller. */
export function addNamespace(
  findings: LiveFindings,
  { prepared, namespace }: WorkloadMatch,
  pod: string,
): void {
  const { resource, id } = prepared;
  if (resource.namespace === namespace || (resource.namespace === '' && namespace === 'default')) return;
  const isNamed = resource.namespace !== '';
  const fix = `set the namespace ${namespace} in the manifests before contrast generate (--namespace ${namespace})`;
  findings.add(`namespace ${id} ${namespace}`, pod, () => ({
    rule: 'live-namespace',
    severity: isNamed ? 'error' : 'warning',
    resource,
    path: ['metadata', 'namespace'],
    currentValue: namespace,
    ...(isNamed && { proposedValue: resource.namespace }),
    tags: { cause: 'namespace', covers: 'policy' },
    message: (pods) =>
      isNamed
        ? `is ${namespace} instead of ${resource.namespace} in ${pods}. The policy covers the namespace, so the containers do not start. ` +
          `Cause: kubectl apply -n, helm -n or a tool changed the namespace after contrast generate. To fix it, ${fix}, or apply the files as they are`
        : `is ${namespace} in ${pods}, but not set in the file. The policy accepts any namespace, but the Initializers look for the Coordinator at coordinator-ready.default unless the file of the Coordinator sets its namespace. ` +
          `Cause: kubectl apply -n, helm -n or the context of kubectl chose the namespace. To fix it, ${fix}`,
  }));
}
