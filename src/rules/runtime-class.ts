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

  *inspect({ podSpec, podSpecPath, settings }) {
    const { name, onForeign } = settings.runtimeClass;
    const path = [...podSpecPath, 'runtimeClassName'];
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined) {
      yield {
        path,
        message: `has no runtimeClassName, so it would run outside of a confidential VM: set ${name}`,
        proposedValue: name,
        fix: {
          edits: [setFirst(path, name)],
          message: `set to ${name}, so that the pod runs in a confidential VM`,
        },
      };
      return;
    }
    const { kind } = readRuntimeClass(current);
    // A class of Contrast's own is the user's choice; misspelt ones are the matter of runtime-class-name.
    if (kind !== 'foreign' && !(kind === 'typo' && onForeign === 'replace')) return;
    if (onForeign === 'replace') {
      yield {
        path,
        message: `runs under the foreign class ${current}, outside of a confidential VM: set ${name}`,
        currentValue: current,
        proposedValue: name,
        fix: {
          edits: [setFirst(path, name)],
          message: `set to ${name} in place of the foreign class ${current}`,
          removes: true,
        },
      };
      return;
    }
    yield {
      path,
      severity: onForeign === 'keep' ? 'warning' : 'error',
      currentValue: current,
      proposedValue: name,
      message:
        `runs under the foreign class ${current}, outside of a confidential VM` +
        (onForeign === 'keep'
          ? ', as runtimeClass.onForeign: keep allows'
          : `: set ${name}, exclude the workload, or say runtimeClass.onForeign: replace or keep`),
    };
  },
});
