import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { fieldProblems, type Problem } from '../contrast/genpolicy/check-fields.ts';
import { isSurelyAccepted } from '../contrast/genpolicy/peek-fields.ts';
import { genpolicyOf } from '../contrast/genpolicy/release-schema.ts';
import type { Settings } from '../contrast/settings.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { groupOf, isKubernetesGroup } from '../kubernetes/kinds/kind.ts';
import { apiVersionOf } from '../kubernetes/kinds/lookup.ts';
import type { Resource } from '../manifest/types.ts';
import { at, mapAt, textAt } from '../yaml/access.ts';
import { set } from '../yaml/edit/edit.ts';
import { defineRule, type Finding } from './rule.ts';
import { type Checked, findingsOf, isFromServer } from './shared/field-findings.ts';
import { optIn, optInSetting, wantsFix } from './wants-fix.ts';

export const unsupportedField = defineRule({
  id: 'unsupported-field',
  summary: 'Find fields and values that `contrast generate` cannot read.',
  rationale:
    'genpolicy, which writes the policy, fails on each field that it does not parse, since the field may change what the policy has to allow. A ' +
    'misspelled field or a value of the wrong type is worse: `contrast generate` may pass the workload on without a policy.',
  remedy:
    'Correct the field, or remove it if the pod works without it. Opt-in: `fix: compatible`, or `rules: {unsupported-field: {fix: true}}` for this rule ' +
    'alone, makes the changes that keep the meaning: it removes `runAsNonRoot`, `fsGroupChangePolicy`, what the API server sets, `enableServiceLinks`, `hostIPC` and `hostPID` that are the default, empty `seLinuxOptions` and a ' +
    '`defaultMode` that is the default, moves the `seccompProfile` of the pod to its containers, sets a missing `serviceName` to "" and a volume without a source ' +
    'to `emptyDir: {}`, replaces a projected volume with a single source by a volume of its type, `apps/v1beta2` and `batch/v1beta1` by `v1`, writes `stringData` to `data`, and removes `stringData` without values, and `automountServiceAccountToken` if the ServiceAccount in the input says the same (see `service-account-token`). ' +
    '`fields: {remove: [enableServiceLinks, containers.workingDir]}` lists fields of pods that are removed although that may change what the pods do.',
  source: 'Kata Containers source, genpolicy; Contrast source, generate; Kubernetes API reference',
  severity: 'error',

  inspect(workload, facts) {
    const { settings, resource } = workload;
    const genpolicy = genpolicyOf(settings.release, settings.platform);
    const isNative = isKubernetesGroup(groupOf(resource.apiVersion));
    const shape = isNative ? genpolicy.schema.shapeOf(resource.kind) : undefined;
    if (!shape) return customPod(workload, facts);
    const problems = fieldProblems(resource.root, [], shape, { isTyped: true }).filter(
      (problem) => !isAddedByServer(problem, workload),
    );
    const isOld = resource.apiVersion !== apiVersionOf(resource.kind) && resource.apiVersion !== '';
    if (problems.length === 0 && !isOld) return undefined;
    // genpolicy has accepted it.
    if (generatedAnnotation(workload.annotations) !== undefined) return undefined;
    const answer = answerOf(settings);
    const found = findingsOf(problems, { workload, facts, genpolicy, ...answer });
    return isOld ? [oldVersion(workload), ...found] : found;
  },

  *inspectInput(facts, settings) {
    if (facts.workloads.selected === 0) return;
    const { release, platform } = settings;
    const answer = answerOf(settings);
    const genpolicy = genpolicyOf(release, platform);
    for (const kind of ['ConfigMap', 'Secret']) {
      const shape = genpolicy.schema.shapeOf(kind)!;
      const isInDoubt = (resource: Resource) => {
        const text = resource.text?.();
        return text === undefined || !isSurelyAccepted(text, shape);
      };
      for (const resource of facts.each(kind, isInDoubt)) {
        const problems = fieldProblems(resource.root, [], shape, { isTyped: false });
        for (const finding of findingsOf(problems, { facts, genpolicy, ...answer }))
          yield { ...finding, resource };
      }
    }
  },
});

/** Whether fixes that keep the meaning are made, and the setting for that. */
function answerOf(settings: Settings): Pick<Checked, 'fixes' | 'setting'> {
  return { fixes: wantsFix(settings, 'unsupported-field'), ...optInSetting('unsupported-field') };
}

/**
 * Values that the API server writes into every Pod that it stores, by field; undefined: any value (Kubernetes, pod defaulting; admission plugins
 * Priority and RuntimeClass).
 */
const WRITTEN_BY_SERVER = new Map<string, string | undefined>([
  ['defaultMode', '420'],
  ['enableServiceLinks', 'true'],
  ['overhead', undefined],
  ['preemptionPolicy', 'PreemptLowerPriority'],
  ['priority', undefined],
  ['schedulerName', 'default-scheduler'],
  ['terminationMessagePath', '/dev/termination-log'],
  ['terminationMessagePolicy', 'File'],
]);

/** Prefix of the volume with the token of the ServiceAccount (Kubernetes, admission plugin ServiceAccount). */
const TOKEN_VOLUME = 'kube-api-access-';

/**
 * True for what the API server writes into each Pod that it stores. Such a Pod has a uid, and is not what contrast generate
 * reads.
 */
function isAddedByServer(problem: Problem, { resource: { kind, root } }: ConfidentialWorkload): boolean {
  if (kind !== 'Pod' || at(root, 'metadata', 'uid') === undefined) return false;
  if (isFromServer(problem)) return true;
  const { path } = problem;
  if (path[1] === 'volumes' && textAt(root, ...path.slice(0, 3), 'name')?.startsWith(TOKEN_VOLUME))
    return true;
  const field = String(path.at(-1));
  if (!WRITTEN_BY_SERVER.has(field)) return false;
  const value = WRITTEN_BY_SERVER.get(field);
  return value === undefined || textAt(root, ...path) === value;
}

/** The pod of a custom resource: generate does not see it, and its other fields may mean what Kubernetes does not know. */
function customPod(workload: ConfidentialWorkload, facts: InputIndex): Finding[] | undefined {
  const { settings, resource, podMetadataPath } = workload;
  const base = podMetadataPath.slice(0, -1);
  const template = mapAt(resource.root, ...base);
  if (!template) return undefined;
  const genpolicy = genpolicyOf(settings.release, settings.platform);
  const shape = genpolicy.schema.struct('PodTemplateSpec');
  const problems = fieldProblems(template, base, shape, { isTyped: true }).filter(
    ({ kind }) => kind === 'refused',
  );
  const answer = answerOf(settings);
  return findingsOf(problems, { workload, facts, genpolicy: { ...genpolicy, isKnown: false }, ...answer });
}

/**
 * API versions with the defaults of the current one, and the field that it requires besides (Kubernetes documentation, Deprecated API
 * Migration Guide, v1.16 and v1.25).
 */
const SAME_DEFAULTS = new Map<string, string | undefined>([
  ['apps/v1beta2', 'selector'],
  ['batch/v1beta1', undefined],
]);

function oldVersion({ resource, settings }: ConfidentialWorkload): Finding {
  const { apiVersion, kind, root } = resource;
  const current = apiVersionOf(kind);
  const required = SAME_DEFAULTS.get(apiVersion);
  const isSame =
    SAME_DEFAULTS.has(apiVersion) && (required === undefined || at(root, 'spec', required) !== undefined);
  const needsSelector = current === 'apps/v1' && at(root, 'spec', 'selector') === undefined;
  return {
    path: ['apiVersion'],
    currentValue: apiVersion,
    proposedValue: current,
    message: `${apiVersion} of the ${kind} is not served by current Kubernetes, and contrast generate leaves its pods without a policy; use ${current}${needsSelector ? ', which requires spec.selector' : ''}`,
    ...(isSame &&
      optIn(settings, 'unsupported-field', () => ({
        edits: [set(['apiVersion'], current)],
        message: `set to ${current}, which has the same defaults, since current Kubernetes does not serve ${apiVersion}`,
      }))),
  };
}
