import { isPodMaker } from '../kube/pod-makers.ts';
import { defineRule } from '../rule.ts';
import type { Path } from '../yaml/read.ts';
import { seqAt } from '../yaml/read.ts';

/** Where custom resources keep pod templates; a list of containers there gives one away. */
const TEMPLATE_PATHS: Path[] = [
  ['spec', 'template'],
  ['spec', 'podTemplate'],
  ['spec', 'jobTemplate', 'spec', 'template'],
  ['spec', 'jobTargetRef', 'template'],
  ['template'],
];

export const generatedPods = defineRule({
  id: 'generated-pods',
  summary: 'Name custom resources whose pods are not prepared.',
  rationale:
    'An operator makes the pods of such an object later, in the cluster. `contrast generate` cannot see them, and they run outside of a confidential VM.',
  remedy:
    'Where the object holds a pod template, name its path in `workloads.paths`. Otherwise set the RuntimeClass and the limits in the fields that the operator offers.',
  source: 'Contrast documentation, Policies: supported workload kinds',
  severity: 'info',

  *inspectOther({ root, apiVersion, kind }) {
    const template = TEMPLATE_PATHS.find((path) => seqAt(root, ...path, 'spec', 'containers'));
    if (template) {
      yield {
        path: [...template, 'spec'],
        message:
          `holds a pod template that is not prepared: add {apiVersion: ${apiVersion}, kind: ${kind}, podTemplate: ${template.join('.')}} to ` +
          'workloads.paths if its pods are to run in confidential VMs',
      };
    } else if (isPodMaker(apiVersion, kind)) {
      yield {
        path: [],
        message:
          'its operator makes pods in the cluster that are not prepared and run outside of confidential VMs: ' +
          'use a built-in kind such as Deployment for what is to be confidential',
      };
    }
  },
});
