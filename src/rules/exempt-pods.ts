import type { Resource } from '../manifest/types.ts';
import { defineRule, type Finding } from './rule.ts';

export const exemptPods = defineRule({
  id: 'exempt-pods',
  summary: 'Report pods that are not prepared, and why.',
  rationale:
    'A pod that is not prepared runs outside of a confidential VM, where the host can read its memory. ' +
    'Node agents cannot run in a VM, so they are skipped, but always reported.',
  remedy:
    'Set `workloads.exclude`, `workloads.include`, or the annotation `prepare-contrast.dev/skip` on the pod: `"true"` to skip it, `"false"` to prepare it.',
  source:
    'Contrast documentation, Prepare deployment files, RuntimeClass; Contrast source, roles of Contrast pods',
  severity: 'warning',

  *inspectExempt(resource, { by, reason }) {
    if (by === 'owner') return;
    if (by === 'user') {
      yield {
        severity: 'info',
        path: [],
        message: `not prepared, so it runs outside of a confidential VM: ${reason}`,
      };
      return;
    }
    if (by === 'unclear') {
      yield {
        severity: 'error',
        path: [],
        message: `not prepared, so it runs outside of a confidential VM: ${reason}. Set the namespace with --namespace or in the manifest`,
      };
      return;
    }
    const accepted = acceptanceOf(resource);
    const skip = 'the annotation prepare-contrast.dev/skip: "true"';
    const accept = accepted.setting ? skip : `workloads.exclude or ${skip}`;
    if (by === 'impossible') {
      yield {
        ...accepted,
        severity: 'error',
        path: [],
        message: `not prepared, because it ${reason}; accept this with ${accept}`,
      };
      return;
    }
    yield {
      ...accepted,
      path: [],
      message: `not prepared, because it ${reason}; check fails until you prepare it with workloads.include, or accept this with ${accept}`,
    };
  },
});

/** The setting that accepts that one workload is not prepared; none for a generated name. */
function acceptanceOf({ kind, name, namespace }: Resource): Pick<Finding, 'setting'> {
  if (!name) return {};
  const matcher = { kind, name, ...(namespace && { namespace }) };
  return { setting: { path: 'workloads.exclude', value: [matcher] } };
}
