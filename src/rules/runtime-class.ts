import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { textAt } from '../yaml/access.ts';
import { setFirst } from '../yaml/edit/edit.ts';
import { defineRule } from './rule.ts';

export const runtimeClass = defineRule({
  id: 'runtime-class',
  summary: 'Run every selected workload under the Contrast RuntimeClass.',
  rationale:
    'A pod without `runtimeClassName`, or with that of another runtime, runs unencrypted outside of a confidential VM.',
  remedy:
    'Applied automatically if the pod has no class. Another class is an error unless `runtimeClass.onConflict` is `replace` or `keep`.',
  source: 'Contrast documentation, Prepare deployment files, RuntimeClass',
  severity: 'error',
  appliesToNonContrast: true,

  inspect({ podSpec, podSpecPath, settings }) {
    const { name, onConflict } = settings.runtimeClass;
    const vm = settings.platform.tee === 'none' ? 'a VM that is not confidential' : 'a confidential VM';
    const path = [...podSpecPath, 'runtimeClassName'];
    const current = textAt(podSpec, 'runtimeClassName');
    // Kubernetes treats an empty name as missing.
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
    // The user chooses among the classes of Contrast; the rule runtime-class-name reports misspelled ones.
    if (kind !== 'foreign' && !(kind === 'typo' && onConflict === 'replace')) return undefined;
    if (onConflict === 'replace') {
      return [
        {
          path,
          message: `the pod has the RuntimeClass ${current}, which is not a Contrast class, so it runs outside of a confidential VM: set ${name}`,
          currentValue: current,
          proposedValue: name,
          fix: {
            edits: [setFirst(path, name)],
            message: `set to ${name} instead of ${current}, which is not a Contrast class`,
            removes: true,
          },
        },
      ];
    }
    return [
      {
        path,
        severity: onConflict === 'keep' ? 'warning' : 'error',
        currentValue: current,
        proposedValue: name,
        message:
          `the pod has the RuntimeClass ${current}, which is not a Contrast class, so it runs outside of a confidential VM` +
          (onConflict === 'keep'
            ? `, as runtimeClass.onConflict: keep allows: set ${name} to protect it`
            : `: set ${name}, exclude the workload, or set runtimeClass.onConflict to replace or keep`),
      },
    ];
  },
});
