import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { findPlatform, gpuVariant, type Platform, span } from '../contrast/platforms.ts';
import { releases } from '../contrast/releases.ts';

import { readRuntimeClass } from '../contrast/runtime-class.ts';
import { usesGpu } from '../kubernetes/gpu.ts';
import { textAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule } from './rule.ts';

export const runtimeClassName = defineRule({
  id: 'runtime-class-name',
  summary: 'Find RuntimeClass names of Contrast that are misspelled, removed or for another platform.',
  rationale:
    'Kubernetes rejects a pod whose RuntimeClass does not exist, and a class that only looks like one of Contrast runs the pod ' +
    'outside of a confidential VM.',
  remedy:
    'The name of a removed platform is replaced automatically. Names that are misspelled or for another platform are only reported: use the name in the message.',
  source: 'Contrast documentation, Multiple runtime classes; Contrast source, `internal/platforms`',
  severity: 'error',
  appliesToNonContrast: true,
  triggers: { keys: ['runtimeClassName'] },

  *inspect(workload) {
    const { podSpec, podSpecPath, settings } = workload;
    const current = textAt(podSpec, 'runtimeClassName');
    if (current === undefined || current === '') return;
    const path = [...podSpecPath, 'runtimeClassName'];
    const reading = readRuntimeClass(current);
    const { platform, runtimeClass } = settings;
    const found = { path, currentValue: current };
    if (reading.kind === 'typo') {
      // The rule runtime-class replaces it.
      if (runtimeClass.onConflict === 'replace') return;
      yield {
        ...found,
        message: `unknown RuntimeClass "${current}", so the pod would not run in a confidential VM: did you mean ${reading.suggestion}?`,
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
        message: `"${current}" runs the pod in a VM that is not confidential, but the platform is ${platform.name}: set ${runtimeClass.name}, or configure an insecure platform`,
      };
    } else if (platform.tee === 'none' && reading.kind !== 'insecure' && reading.kind !== 'foreign') {
      yield {
        ...found,
        message: `"${current}" needs confidential hardware, but the platform ${platform.name} has none, so contrast generate rejects it: set ${runtimeClass.name}, or configure the platform of the class`,
      };
    } else if (reading.kind === 'aks' && platform.host !== 'aks') {
      yield {
        ...found,
        message: `"${current}" is the class of the former AKS platform, and contrast generate ignores it on ${platform.name}: use ${runtimeClass.name}`,
        proposedValue: runtimeClass.name,
        fix: {
          edits: [set(path, runtimeClass.name)],
          message: `set to ${runtimeClass.name}: ${current} is the class of the former AKS platform, which contrast generate ignores on ${platform.name}`,
        },
      };
    } else if (
      reading.kind === 'specific' &&
      'error' in findPlatform(reading.platform.name, settings.release.version)
    ) {
      const known = span(releases.platform(reading.platform.name)!);
      yield {
        ...found,
        message: `"${current}" is the class of ${reading.platform.name}, which Contrast supports only ${known}, but contrastVersion is ${settings.release.name}: set ${runtimeClass.name}, or correct contrastVersion`,
      };
    } else if (reading.kind === 'versioned' && reading.platform && !mayRunOn(reading.platform, workload)) {
      yield {
        ...found,
        message:
          `"${current}" is the class of ${reading.platform.name}, but the platform is ${platform.name}: set ${runtimeClass.name} ` +
          'and run contrast generate again',
      };
    }
  },
});

/** True if pods run on this platform: the configured one or, for pods with GPUs, its GPU variant, which `contrast generate` chooses. */
function mayRunOn({ name }: Platform, { settings: { platform }, containers }: ConfidentialWorkload): boolean {
  return name === platform.name || (usesGpu(containers) && name === gpuVariant(platform)?.name);
}
