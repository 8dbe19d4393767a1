import type { Config } from '../config/load-config.ts';
import { MEMORY_ANNOTATION } from '../config/memory-annotation.ts';
import { PREFIX } from '../config/pod-annotations.ts';
import { GENERATED_ANNOTATIONS } from '../contrast/generated.ts';
import { INJECTED_CONTAINERS } from '../kube/workload.ts';
import { celText, celTexts, type Variable } from './cel.ts';
import { confidentialExpression, exemption, mayLimitCpus, settingVariables } from './configured.ts';

/** Every variable that a policy may need, each after those that it uses. */
export function variablesOf(config: Config): Variable[] {
  return [
    ...METADATA,
    ...WORKLOAD,
    ...settingVariables(config),
    { name: 'exempt', expression: exemption(config) },
    ...POD,
    { name: 'confidential', expression: confidentialExpression(config) },
    { name: 'mayLimitCpus', expression: mayLimitCpus() },
    // A pod of a foreign class runs outside of confidential VMs: nothing else is asked of it.
    {
      name: 'judged',
      expression: "!variables.exempt && (variables.className == '' || variables.confidential)",
    },
  ];
}

/** The variables that the expressions use, directly or by way of others, in their order. */
export function usedVariables(all: readonly Variable[], expressions: readonly string[]): Variable[] {
  const used: Variable[] = [];
  const texts = [...expressions];
  for (const variable of [...all].reverse()) {
    if (!texts.some((text) => new RegExp(`variables\\.${variable.name}\\b`).test(text))) continue;
    used.unshift(variable);
    texts.push(variable.expression);
  }
  return used;
}

const METADATA: Variable[] = [
  { name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
  { name: 'annotations', expression: 'has(object.metadata.annotations) ? object.metadata.annotations : {}' },
];

/**
 * The object that the pod was made for. A Deployment makes its pods by a ReplicaSet called `<name>-<pod-template-hash>`, a
 * CronJob by a Job called `<name>-<minutes since 1970>` (Kubernetes, Deployments; CronJob controller).
 */
const WORKLOAD: Variable[] = [
  {
    name: 'owners',
    expression:
      'has(object.metadata.ownerReferences) ? object.metadata.ownerReferences.filter(o, has(o.controller) && o.controller) : []',
  },
  {
    name: 'workloadKind',
    expression: `size(variables.owners) == 0 ? 'Pod'
: variables.owners[0].kind == 'ReplicaSet' && 'pod-template-hash' in variables.labels ? 'Deployment'
: variables.owners[0].kind == 'Job' && variables.owners[0].name.matches('-[0-9]{8,}$') ? 'CronJob'
: variables.owners[0].kind`,
  },
  {
    name: 'workloadName',
    expression: `size(variables.owners) == 0 ? object.metadata.name
: variables.workloadKind == 'Deployment' ? variables.owners[0].name.substring(0, size(variables.owners[0].name) - size(variables.labels['pod-template-hash']) - 1)
: variables.workloadKind == 'CronJob' ? variables.owners[0].name.substring(0, variables.owners[0].name.lastIndexOf('-'))
: variables.owners[0].name`,
  },
  {
    name: 'workloadApiVersion',
    expression: "size(variables.owners) == 0 ? 'v1' : variables.owners[0].apiVersion",
  },
];

const POD: Variable[] = [
  {
    name: 'className',
    expression: "has(object.spec.runtimeClassName) ? object.spec.runtimeClassName : ''",
  },
  {
    name: 'generated',
    expression: `${celTexts(GENERATED_ANNOTATIONS)}.exists(a, a in variables.annotations)`,
  },
  {
    name: 'containers',
    expression: `(object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : []))
.filter(c, !(variables.generated && c.name in ${celTexts([...INJECTED_CONTAINERS])}))`,
  },
  { name: 'volumes', expression: 'has(object.spec.volumes) ? object.spec.volumes : []' },
  // What is newer than some API servers, whose type check would not know the fields.
  { name: 'newFields', expression: 'dyn(object.spec)' },
  {
    name: 'imageVolumes',
    expression:
      'has(variables.newFields.volumes) ? variables.newFields.volumes.filter(v, has(v.image)).map(v, v.name) : []',
  },
  ...(['limits', 'requests'] as const).map((field) => ({
    name: field === 'limits' ? 'podLimits' : 'podRequests',
    expression: `has(variables.newFields.resources) && has(variables.newFields.resources.${field}) ? variables.newFields.resources.${field} : {}`,
  })),
  { name: 'givesLimits', expression: `${celText(MEMORY_ANNOTATION)} in variables.annotations` },
  {
    name: 'allowed',
    expression: `${celText(`${PREFIX}allow`)} in variables.annotations ? variables.annotations[${celText(`${PREFIX}allow`)}] : ''`,
  },
];
