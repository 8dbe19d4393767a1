import type { Config } from '../config/load-config.ts';
import type { Requirement } from '../config/selector.ts';
import type { Json, JsonObject } from '../json.ts';
import { isBuiltInWorkloadKind } from '../kube/workload-kinds.ts';
import { classValidation } from './class-validation.ts';
import { refusalsOf } from './refusals.ts';
import { validationOf } from './validation.ts';
import { usedVariables, variablesOf } from './variables.ts';

export interface PolicyOptions {
  /** Name of the policy and of its binding. */
  name: string;
  /** The namespaces whose pods are judged, by their labels. */
  namespaces: Requirement[];
  /** What the API server does with a pod that is not prepared: Deny, Warn, Audit. */
  actions: string[];
  /** Refuses what `check --strict` fails on. */
  strict: boolean;
}

/**
 * A ValidatingAdmissionPolicy and its binding that refuse pods which are not prepared as the configuration says
 * (Kubernetes, Validating Admission Policy; API v1, since Kubernetes 1.30). `warnings` tells of what the API server cannot
 * know.
 */
export function admissionPolicy(
  config: Config,
  options: PolicyOptions,
): { policy: JsonObject; binding: JsonObject; warnings: string[] } {
  const { name, strict, namespaces, actions } = options;
  const refusals = refusalsOf(config, strict);
  const validations = [...classValidation(config, strict), ...refusals.map(validationOf)];
  const all = [...variablesOf(config), ...refusals.map(({ culprits }) => culprits)];
  const texts = validations.flatMap(({ expression, messageExpression }) => [expression, messageExpression]);
  const metadata = { name, labels: { 'app.kubernetes.io/managed-by': 'prepare-contrast' } };
  return {
    policy: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: { resourceRules: RESOURCE_RULES },
        matchConditions: [NEW_OR_CHANGED],
        variables: usedVariables(all, texts).map(({ name, expression }) => ({ name, expression })),
        validations: validations as unknown as Json[],
      },
    },
    binding: {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: {
        policyName: name,
        validationActions: actions,
        matchResources: { namespaceSelector: { matchExpressions: namespaces.map(matchExpression) } },
      },
    },
    warnings: warningsOf(config),
  };
}

const RESOURCE_RULES = [
  {
    apiGroups: [''],
    apiVersions: ['v1'],
    operations: ['CREATE', 'UPDATE'],
    resources: ['pods', 'pods/ephemeralcontainers', 'pods/resize'],
  },
];

/** Pods from before the policy can still lose a finalizer or gain a label. */
const NEW_OR_CHANGED = {
  name: 'new-or-changed',
  expression: "request.operation == 'CREATE' || object.spec != oldObject.spec",
};

function matchExpression(requirement: Requirement): JsonObject {
  const { key, operator } = requirement;
  if (operator === 'exists') return { key, operator: 'Exists' };
  if (operator === 'absent') return { key, operator: 'DoesNotExist' };
  if (operator === 'in' || operator === 'notin')
    return { key, operator: operator === 'in' ? 'In' : 'NotIn', values: requirement.values };
  throw new Error(`a namespace selector has no operator ${operator}`);
}

/** A pod names the object that controls it, which for many custom resources is not the one that the user wrote. */
function warningsOf({ include, exclude, overrides }: Config): string[] {
  const lists = {
    'workloads.include': include ?? [],
    'workloads.exclude': exclude,
    'workloads.overrides': overrides.map(({ match }) => match),
  };
  return Object.entries(lists).flatMap(([place, matchers]) =>
    matchers.flatMap(({ fields }, index) =>
      fields
        .filter(([field]) => field === 'kind')
        .flatMap(([, patterns]) => patterns)
        .filter((pattern) => typeof pattern === 'string' && !isBuiltInWorkloadKind(pattern))
        .map(
          (kind) =>
            `${place}[${index}] names kind ${kind}: its pods are told by it only where it is itself their owner`,
        ),
    ),
  );
}
