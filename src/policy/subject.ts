import type { CreatedSuffix as Suffix } from '../kubernetes/kinds/kind.ts';
import { knownKinds, workloadKindNames } from '../kubernetes/kinds/lookup.ts';
import { celText, type Variable } from './cel.ts';

/** What a policy checks: pods, or the objects with the templates that pods are created from. */
export interface Subject {
  /** The requests that the policy applies to. */
  resourceRules: object[];
  /** Expressions for the spec of the pod, its labels and annotations, and the workload that it belongs to. */
  variables: Variable[];
  /** Expressions for the maps with labels; the first map that has the key is used. */
  labels: string[];
  annotations: string[];
  /** Further objects that the policy does not check, as CEL. */
  exempt: string[];
}

const OPERATIONS = ['CREATE', 'UPDATE'];

const OWNERS: Variable = {
  name: 'owners',
  expression:
    'has(object.metadata.ownerReferences) ? object.metadata.ownerReferences.filter(o, has(o.controller) && o.controller) : []',
};

/** The object that controls the pod. */
const OWNER = 'variables.owners[0]';

/** Workload kinds whose pods have another owner: a Deployment's are controlled by a ReplicaSet, a CronJob's by a Job. */
const indirect = workloadKindNames().flatMap((kind) => {
  const facts = knownKinds().find((entry) => entry.kind === kind && entry.facts.pods === 'template')!.facts;
  const created = facts.pods === 'template' ? facts.creates : undefined;
  return created?.suffix ? [{ kind, owner: created.kind, suffix: created.suffix }] : [];
});

/** True if the owner has the suffix that the controller of the workload kind gives its name. */
function hasSuffix(suffix: Suffix): string {
  return 'label' in suffix
    ? `${celText(suffix.label)} in variables.labels`
    : `${OWNER}.name.matches(${celText(`-${suffix.digits}$`)})`;
}

function nameWithout(suffix: Suffix): string {
  return 'label' in suffix
    ? `${OWNER}.name.substring(0, size(${OWNER}.name) - size(variables.labels[${celText(suffix.label)}]) - 1)`
    : `${OWNER}.name.substring(0, ${OWNER}.name.lastIndexOf('-'))`;
}

/** The workload that the pod was created for. */
const WORKLOAD: Variable[] = [
  {
    name: 'workloadKind',
    expression: [
      "size(variables.owners) == 0 ? 'Pod'",
      ...indirect.map(
        ({ kind, owner, suffix }) =>
          `: ${OWNER}.kind == ${celText(owner)} && ${hasSuffix(suffix)} ? ${celText(kind)}`,
      ),
      `: ${OWNER}.kind`,
    ].join('\n'),
  },
  {
    name: 'workloadName',
    expression: [
      'size(variables.owners) == 0 ? object.metadata.name',
      ...indirect.map(
        ({ kind, suffix }) => `: variables.workloadKind == ${celText(kind)} ? ${nameWithout(suffix)}`,
      ),
      `: ${OWNER}.name`,
    ].join('\n'),
  },
  {
    name: 'workloadApiVersion',
    expression: "size(variables.owners) == 0 ? 'v1' : variables.owners[0].apiVersion",
  },
];

export const PODS: Subject = {
  resourceRules: [
    {
      apiGroups: [''],
      apiVersions: ['v1'],
      operations: OPERATIONS,
      resources: ['pods', 'pods/ephemeralcontainers', 'pods/resize'],
    },
  ],
  variables: [
    { name: 'spec', expression: 'object.spec' },
    { name: 'labels', expression: 'has(object.metadata.labels) ? object.metadata.labels : {}' },
    {
      name: 'annotations',
      expression: 'has(object.metadata.annotations) ? object.metadata.annotations : {}',
    },
    { name: 'claimTemplates', expression: '[]' },
    OWNERS,
    ...WORKLOAD,
  ],
  labels: ['variables.labels'],
  annotations: ['variables.annotations'],
  exempt: [],
};

/** CEL: the labels or annotations of something that may have no metadata. */
function metadataOf(holder: string, field: 'labels' | 'annotations'): string {
  return `has(${holder}.metadata) && has(${holder}.metadata.${field}) ? ${holder}.metadata.${field} : {}`;
}

/**
 * Kinds that create pods from a template. Their types differ, so the expressions are untyped: the type check would warn otherwise.
 * An object with a controller is skipped, because the policy checks the controller.
 */
export const TEMPLATES: Subject = {
  resourceRules: [
    { apiGroups: [''], apiVersions: ['v1'], operations: OPERATIONS, resources: ['replicationcontrollers'] },
    {
      apiGroups: ['apps'],
      apiVersions: ['v1'],
      operations: OPERATIONS,
      resources: ['deployments', 'statefulsets', 'daemonsets', 'replicasets'],
    },
    { apiGroups: ['batch'], apiVersions: ['v1'], operations: OPERATIONS, resources: ['jobs', 'cronjobs'] },
  ],
  variables: [
    { name: 'whole', expression: 'dyn(object)' },
    {
      name: 'job',
      expression: "variables.whole.kind == 'CronJob' ? variables.whole.spec.jobTemplate : variables.whole",
    },
    { name: 'template', expression: 'variables.job.spec.template' },
    { name: 'spec', expression: 'variables.template.spec' },
    { name: 'labels', expression: metadataOf('variables.template', 'labels') },
    { name: 'annotations', expression: metadataOf('variables.template', 'annotations') },
    { name: 'jobAnnotations', expression: metadataOf('variables.job', 'annotations') },
    // The names of volumes that a StatefulSet adds to its pods.
    {
      name: 'claimTemplates',
      expression:
        "variables.whole.kind == 'StatefulSet' && has(variables.whole.spec.volumeClaimTemplates)\n  ? variables.whole.spec.volumeClaimTemplates.map(t, t.metadata.name) : []",
    },
    { name: 'objectLabels', expression: metadataOf('variables.whole', 'labels') },
    { name: 'objectAnnotations', expression: metadataOf('variables.whole', 'annotations') },
    OWNERS,
    { name: 'workloadKind', expression: 'variables.whole.kind' },
    { name: 'workloadName', expression: 'object.metadata.name' },
    { name: 'workloadApiVersion', expression: 'variables.whole.apiVersion' },
  ],
  labels: ['variables.labels', 'variables.objectLabels'],
  annotations: ['variables.annotations', 'variables.jobAnnotations', 'variables.objectAnnotations'],
  exempt: ['size(variables.owners) > 0'],
};
