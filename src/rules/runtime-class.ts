import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { setFirst } from '../edit/edit.ts';
import { defineRule } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

export const runtimeClass = defineRule({
  id: 'runtime-class',
  summary: 'Run every selected workload under the Contrast RuntimeClass.',
  rationale:
    'A pod without `runtimeClassName`, or with that of another runtime, runs outside of the confidential VM, in the clear.',
  remedy:
    'Applied by itself where there is no class. A foreign class is an error unless `runtimeClass.onForeign` says `replace` or `keep`.',
  source: 'Contrast documentation, Prepare deployment files, RuntimeClass',
  severity: 'error',
  judgesForeign: true,

  inspect({ podSpec, podSpecPath, settings }) {
    const { name, onForeign } = settings.runtimeClass;
    const vm = settings.platform.tee === 'none' ? 'a VM, though not a confidential one' : 'a confidential VM';
    const path = [...podSpecPath, 'runtimeClassName'];
    const current = textAt(podSpec, 'runtimeClassName');
    // Kubernetes takes an empty name for none.
    if (current === undefined || current === '') {
      return [
        {
          path,
          message: `the pod has no runtimeClassName, so it would run outside of a confidential VM: set ${name}`,
          ...(current === undefined ? {} : { currentValue: current }),
          proposedValue: name,
          fix: {
            edits: [setFirst(path, name)],
            message: `set to ${name}, so that the pod runs in ${vm}`,
          },
        },
      ];
    }
    const { kind } = readRuntimeClass(current);
    // A class of Contrast's own is the user's choice; misspelt ones are the matter of runtime-class-name.
    if (kind !== 'foreign' && !(kind === 'typo' && onForeign === 'replace')) return undefined;
    if (onForeign === 'replace') {
      return [
        {
          path,
          message: `the pod runs under the foreign class ${current}, outside of a confidential VM: set ${name}`,
          currentValue: current,
          proposedValue: name,
          fix: {
            edits: [setFirst(path, name)],
            message: `set to ${name} in place of the foreign class ${current}`,
            removes: true,
          },
        },
      ];
    }
    return [
      {
        path,
        severity: onForeign === 'keep' ? 'warning' : 'error',
        currentValue: current,
        proposedValue: name,
        message:
          `the pod runs under the foreign class ${current}, outside of a confidential VM` +
          (onForeign === 'keep'
            ? `, as runtimeClass.onForeign: keep allows: set ${name} to protect it`
            : `: set ${name}, exclude the workload, or say runtimeClass.onForeign: replace or keep`),
      },
    ];
  },
});
