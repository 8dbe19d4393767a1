import { findPlatform, gpuVariant, type Platform } from '../contrast/platforms.ts';
import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { formatVersion } from '../contrast/version.ts';
import { set } from '../edit/edit.ts';
import { usesGpu } from '../kube/gpu.ts';
import type { Workload } from '../kube/workload.ts';
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
  judgesForeign: true,
  wokenBy: { keys: ['runtimeClassName'] },

  *inspect(workload) {
    const { podSpec, podSpecPath, settings } = workload;
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined || current === '') return;
    const path = [...podSpecPath, 'runtimeClassName'];
    const reading = readRuntimeClass(current);
    const { platform, runtimeClass } = settings;
    const found = { path, currentValue: current };
    if (reading.kind === 'typo') {
      // The rule runtime-class replaces it then.
      if (runtimeClass.onForeign === 'replace') return;
      yield {
        ...found,
        message: `"${current}" is no RuntimeClass of Contrast, so the pod would not run in a confidential VM: did you mean ${reading.suggestion}?`,
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
        message: `"${current}" runs the pod in a VM that is not confidential, but the platform is ${platform.name}: write ${runtimeClass.name}, or configure an insecure platform`,
      };
    } else if (platform.tee === 'none' && reading.kind !== 'insecure' && reading.kind !== 'foreign') {
      yield {
        ...found,
        message: `"${current}" needs confidential hardware, but the platform ${platform.name} has none, so contrast generate refuses it: write ${runtimeClass.name}, or configure the platform of the class`,
      };
    } else if (
      reading.kind === 'specific' &&
      'error' in findPlatform(reading.platform.name, settings.version)
    ) {
      const { since, until } = reading.platform;
      const known = until === undefined ? `since ${since}` : `until ${until}`;
      yield {
        ...found,
        message: `"${current}" is the class of ${reading.platform.name}, which Contrast has only ${known}, and contrastVersion is ${formatVersion(settings.version)}: write ${runtimeClass.name}, or correct contrastVersion`,
      };
    } else if (reading.kind === 'versioned' && reading.platform && !mayRunOn(reading.platform, workload)) {
      yield {
        ...found,
        message:
          `"${current}" is the class of ${reading.platform.name}, but the platform is ${platform.name}: write ${runtimeClass.name} ` +
          'and run contrast generate again',
      };
    }
  },
});

/** A pod with GPUs goes to the GPU variant of its platform, which generate chooses by itself. */
function mayRunOn({ name }: Platform, { settings: { platform }, containers }: Workload): boolean {
  return name === platform.name || (usesGpu(containers) && name === gpuVariant(platform)?.name);
}
