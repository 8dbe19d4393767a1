import type { Config } from '../config/load-config.ts';
import { workloadKindNames } from '../kubernetes/kinds/lookup.ts';
import type { Requirement } from '../kubernetes/selector.ts';
import type { Json, JsonObject } from '../util/json.ts';
import { refusalsOf } from './checks/index.ts';
import { classValidation } from './runtime-class-validation.ts';
import { PODS, type Subject, TEMPLATES } from './subject.ts';
import { validationOf } from './validation.ts';
import { usedVariables, variablesOf } from './variables.ts';

export interface PolicyOptions {
  /** Name of the policy and of its binding. */
  name: string;
  /** The guarded namespaces, by their labels. */
  namespaces: Requirement[];
  /** What the API server does with a pod that is not prepared: Deny, Warn, Audit. */
  actions: string[];
  /** Rejects what `check --strict` fails on. */
  strict: boolean;
  /** Adds a policy that warns about Deployments, Jobs and other objects whose pods would be rejected. */
  templates?: boolean;
}

/** Policies, each followed by its binding; `warnings` lists what the API server cannot know. */
export interface AdmissionPolicies {
  objects: JsonObject[];
  warnings: string[];
}

/**
 * Returns ValidatingAdmissionPolicies and their bindings that reject pods that are not prepared as configured (Kubernetes, Validating
 * Admission Policy; API v1, since Kubernetes 1.30); none if there is nothing to reject.
 */
export function admissionPolicies(config: Config, options: PolicyOptions): AdmissionPolicies {
  const { name, actions, templates } = options;
  const pods = policyFor(PODS, name, actions, config, options);
  const makers = templates ? policyFor(TEMPLATES, `${name}-templates`, ['Warn'], config, options) : [];
  return { objects: [...pods, ...makers], warnings: warningsOf(config) };
}

function policyFor(
  subject: Subject,
  name: string,
  actions: string[],
  config: Config,
  { strict, namespaces }: PolicyOptions,
): JsonObject[] {
  const refusals = refusalsOf(config, strict);
  const validations = [...classValidation(config, strict), ...refusals.map(validationOf)];
  if (validations.length === 0) return [];
  const all = [...variablesOf(config, subject), ...refusals.map(({ culprits }) => culprits)];
  const texts = validations.flatMap(({ expression, messageExpression }) => [expression, messageExpression]);
  const metadata = { name, labels: { 'app.kubernetes.io/managed-by': 'prepare-contrast' } };
  const policy = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata,
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: { resourceRules: subject.resourceRules as JsonObject[] },
      matchConditions: [NEW_OR_CHANGED],
      variables: usedVariables(all, texts).map(({ name, expression }) => ({ name, expression })),
      validations: validations as unknown as Json[],
    },
  };
  const binding = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata,
    spec: {
      policyName: name,
      validationActions: actions,
      matchResources: { namespaceSelector: { matchExpressions: namespaces.map(matchExpression) } },
    },
  };
  return [policy, binding];
}

/** Metadata of pods created before the policy can still be updated, so that finalizers can be removed. */
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

/** A pod names its controller, which for many custom resources is not the object that the user wrote. */
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
        .filter((pattern) => typeof pattern === 'string' && !workloadKindNames().includes(pattern))
        .map(
          (kind) =>
            `${place}[${index}] names kind ${kind}; it matches pods only if an object of that kind is their direct owner`,
        ),
    ),
  );
}
