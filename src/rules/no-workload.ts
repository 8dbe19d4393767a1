import { defineRule } from './rule.ts';

export const noWorkload = defineRule({
  id: 'no-workload',
  summary: 'Warn if the input has no pod to prepare.',
  rationale:
    '`contrast generate` rejects an input in which no pod uses a Contrast RuntimeClass; the usual cause is a wrong folder or selector.',
  remedy:
    'Check the folder or chart that was rendered, and `workloads.include` and `workloads.exclude` of the configuration.',
  source: 'Contrast source, generate: "no .yml or .yaml files with a Contrast RuntimeClass"',
  severity: 'warning',

  *inspectInput({ workloads: { selected } }) {
    if (selected > 0) return;
    yield {
      message:
        'no workload was prepared: the input has none, or workloads.include and workloads.exclude skip all of them. ' +
        'contrast generate would reject this: check the folder or chart that is rendered, and the selectors',
    };
  },
});
