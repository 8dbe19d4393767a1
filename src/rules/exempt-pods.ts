import { defineRule } from '../rule.ts';

export const exemptPods = defineRule({
  id: 'exempt-pods',
  summary: 'Say which pods are left alone, and why.',
  rationale:
    'A pod that is not prepared runs outside of a confidential VM, where the host can read its memory. ' +
    'Node agents cannot run in a VM at all, so they are left alone, but never in silence.',
  remedy:
    'Say what you want: `workloads.exclude`, `workloads.include`, or the annotation `prepare-contrast.dev/skip` on the pod, `"true"` to leave it alone, `"false"` to have it prepared.',
  source:
    'Contrast documentation, Prepare deployment files, RuntimeClass; Contrast source, roles of its own pods',
  severity: 'warning',

  *inspectExempt(_resource, { by, reason }) {
    if (by === 'owner') return;
    if (by === 'user') {
      yield { severity: 'info', path: [], message: `left as it is, outside of a confidential VM: ${reason}` };
      return;
    }
    if (by === 'unclear') {
      yield {
        severity: 'error',
        path: [],
        message: `left as it is, outside of a confidential VM, for lack of a namespace: ${reason}. Give it by --namespace, or have the manifest name it`,
      };
      return;
    }
    yield {
      path: [],
      message:
        `left as it is, because it ${reason}. Confirm that with workloads.exclude or the annotation ` +
        'prepare-contrast.dev/skip: "true", or have it prepared with workloads.include',
    };
  },
});
