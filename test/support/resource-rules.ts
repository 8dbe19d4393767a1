import { rules } from '../../src/rules/index.ts';
import type { Rule } from '../../src/rules/rule.ts';

const IDS = new Set([
  'memory-unit',
  'pod-level-resources',
  'memory-limit',
  'image-memory',
  'init-memory',
  'memory-request',
  'memory-volumes',
  'kata-annotations',
  'cpu-limit',
  'cpu-request',
  'vcpu-count',
  'init-cpu',
  'gpu-vcpu',
  'cpu-without-memory',
  'limit-range',
  'vm-size',
]);

/** The rules about memory, CPUs and what changes them, in the order of running. */
export const resourceRules: readonly Rule[] = rules.filter(({ id }) => IDS.has(id));
