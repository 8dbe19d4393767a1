import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { set } from '../edit/edit.ts';
import { defineRule } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

export const runtimeClassName = defineRule({
  id: 'runtime-class-name',
  summary: 'Find Contrast RuntimeClass names that are misspelt, removed or of another platform.',
  rationale:
    'Kubernetes refuses a pod whose RuntimeClass does not exist, and a class that merely looks like a Contrast one runs the pod ' +
    'outside of a confidential VM.',
  remedy:
    'The name of a removed platform is replaced by itself. What is misspelt or contradicts the platform is never guessed: write the name that the message gives.',
  source: 'Contrast documentation, Multiple runtime classes; Contrast source, `internal/platforms`',
  severity: 'error',

  *inspect({ podSpec, podSpecPath, settings }) {
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined) return;
    const path = [...podSpecPath, 'runtimeClassName'];
    const reading = readRuntimeClass(current);
    const { platform, runtimeClass } = settings;
    const found = { path, currentValue: current };
    if (reading.kind === 'typo' && runtimeClass.onForeign !== 'replace') {
      yield {
        ...found,
        message: `"${current}" is no Contrast RuntimeClass: did you mean ${reading.suggestion}?`,
        proposedValue: reading.suggestion,
      };
    } else if (reading.kind === 'removed') {
      yield {
        ...found,
        message: `"${current}" names a platform that Contrast removed: use ${reading.replacement}`,
        proposedValue: reading.replacement,
        fix: {
          edits: [set(path, reading.replacement)],
          message: `set to ${reading.replacement}: ${current} names a platform that Contrast removed`,
        },
      };
    } else if (reading.kind === 'insecure' && platform.tee !== 'none') {
      yield {
        ...found,
        message: `"${current}" runs the pod in a VM that is not confidential, but the platform is ${platform.name}`,
      };
    } else if (platform.tee === 'none' && reading.kind !== 'insecure' && reading.kind !== 'foreign') {
      yield {
        ...found,
        message: `"${current}" needs confidential hardware, but the platform ${platform.name} has none: contrast generate refuses this`,
      };
    } else if (reading.kind === 'versioned' && reading.platform && reading.platform.name !== platform.name) {
      yield {
        ...found,
        message:
          `"${current}" is the class of ${reading.platform.name}, but the platform is ${platform.name}: write ${runtimeClass.name} ` +
          'and run contrast generate again',
      };
    }
  },
});
