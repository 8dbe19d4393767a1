import { defineRule } from '../rule.ts';

export const noWorkload = defineRule({
  id: 'no-workload',
  summary: 'Warn when the input holds no pod to prepare.',
  rationale:
    '`contrast generate` refuses an input in which no pod runs under a Contrast RuntimeClass; often a wrong folder or selector is the cause.',
  remedy:
    'Check the folder or chart that was rendered, and `workloads.include` and `workloads.exclude` of the configuration.',
  source: 'Contrast source, generate: "no .yml or .yaml files with a Contrast RuntimeClass"',
  severity: 'warning',

  *inspectInput({ workloads: { selected } }) {
    if (selected > 0) return;
    yield {
      message:
        'no workload was prepared: the input holds none, or none that workloads.include and workloads.exclude leave. ' +
        'contrast generate would refuse this: check the folder or chart that is rendered, and the selectors',
    };
  },
});
