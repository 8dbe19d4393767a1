import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import type { Problem } from '../../contrast/genpolicy/check-fields.ts';
import type { Genpolicy } from '../../contrast/genpolicy/release-schema.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { accountInPlaceOf } from '../../kubernetes/input/service-accounts.ts';
import { at, booleanAt, entriesOf } from '../../yaml/access.ts';
import { type Edit, remove, set } from '../../yaml/edit/edit.ts';
import { isNull, type Node, type ScalarNode } from '../../yaml/node.ts';
import { plainTypeOf } from '../../yaml/plain-type.ts';
import { jsonOf } from '../../yaml/to-json.ts';
import type { Finding } from '../rule.ts';
import { DEFAULT_MODE, integerAt, replaceProjected } from './projected-volume.ts';

/** What the API server sets when an object is created, whatever the manifest says (Kubernetes API conventions, Metadata). */
const SET_ON_CREATION = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'resourceVersion',
  'selfLink',
  'status',
]);

/** Fields that change neither what runs nor what the policy allows. */
const WITHOUT_EFFECT = new Set([
  'PodSecurityContext.fsGroupChangePolicy',
  'PodSecurityContext.runAsNonRoot',
  'SecurityContext.runAsNonRoot',
]);

/** Defaults of fields that genpolicy does not parse, and that are often written out (Kubernetes API reference, PodSpec). */
const DEFAULTS: Readonly<Record<string, string>> = {
  'PodSpec.enableServiceLinks': 'true',
  'PodSpec.hostIPC': 'false',
  'PodSpec.hostPID': 'false',
};

/** True for a field whose removal changes neither what runs nor what the policy allows. */
export function isWithoutEffect({ shape, field }: Problem): boolean {
  return WITHOUT_EFFECT.has(`${shape.name}.${field}`);
}

/**
 * Returns the finding with a fix after which the API server makes the same of the object, and a finding for each other field that the fix
 * changes; undefined if there is no such fix. `owner` is what has the field, as messages name it: ` of container "web"`.
 */
export function withCompatibleFix(
  finding: Finding,
  problem: Problem,
  {
    workload,
    facts,
    genpolicy,
    fixes,
  }: { workload?: ConfidentialWorkload; facts: InputIndex; genpolicy: Genpolicy; fixes: boolean },
  owner: string,
): Finding[] | undefined {
  const { path, field, shape } = problem;
  switch (problem.kind) {
    case 'sourceless':
      return shape.name === 'Volume' ? [emptyDirFinding(finding, problem)] : undefined;
    case 'missing':
      return shape.name === 'StatefulSetSpec' && field === 'serviceName'
        ? [fixed({ ...finding, proposedValue: '' }, [set(path, '')], 'set to "", the default')]
        : undefined;
    case 'refused':
      if (isEmpty(problem)) return removalOf(finding, problem, owner);
      if (shape.name === 'PodSecurityContext' && field === 'seccompProfile')
        return workload && moveSeccompProfile(finding, problem.value, workload);
      if (shape.name === 'Secret' && field === 'stringData') return encodeStringData(finding, problem.value);
      if (shape.name === 'PodSpec' && field === 'automountServiceAccountToken')
        return workload && leaveToAccount(finding, workload, facts, fixes);
      if (shape.name === 'ProjectedVolumeSource' && field === 'sources')
        return workload && replaceProjected(finding, workload, genpolicy);
      return removalOf(finding, problem, owner);
    default:
      return undefined;
  }
}

function fixed(finding: Finding, edits: Edit[], message: string): Finding {
  return { ...finding, fix: { edits, message } };
}

function removalOf(
  finding: Finding,
  problem: Problem & { kind: 'refused' },
  owner: string,
): Finding[] | undefined {
  const { path, field, shape, value } = problem;
  const isOfServer = (path.length === 1 || shape.name === 'ObjectMeta') && SET_ON_CREATION.has(field);
  const reason = isOfServer
    ? 'the API server sets it'
    : isWithoutEffect(problem)
      ? 'it changes neither what runs nor what the policy allows'
      : isEmpty(problem)
        ? 'it is empty'
        : (field === 'defaultMode' && integerAt(value) === DEFAULT_MODE) || isDefault(problem)
          ? 'it is the default'
          : undefined;
  if (reason === undefined) return undefined;
  const one = fixed(
    finding,
    [remove(path)],
    `removed ${field}${owner}, on which contrast generate fails: ${reason}`,
  );
  return [{ ...one, fix: { ...one.fix!, removes: isWithoutEffect(problem) } }];
}

/** Fields whose empty maps say nothing; others may choose something by being there, as `emptyDir: {}` does. */
const MAY_BE_EMPTY = new Set(['seLinuxOptions', 'stringData']);

/** True if the API server makes the same of the object without the field (Kubernetes API conventions, Optional vs. Required). */
function isEmpty({ field, value }: Problem & { kind: 'refused' }): boolean {
  if (isNull(value)) return true;
  return value.kind === 'map' && value.entries.length === 0 && MAY_BE_EMPTY.has(field);
}

function isDefault({ shape, field, value }: Problem & { kind: 'refused' }): boolean {
  return value.kind === 'scalar' && DEFAULTS[`${shape.name}.${field}`] === value.value;
}

/** A volume without a source is an emptyDir (Kubernetes API reference, Volume). */
function emptyDirFinding(finding: Finding, { path }: Problem): Finding {
  const field = [...path, 'emptyDir'];
  return fixed(
    { ...finding, path: field, proposedValue: {} },
    [set(field, {})],
    'set to {}, which a volume without a source is',
  );
}

/** The profile of the pod is that of each container that has none (Kubernetes API reference, PodSecurityContext). */
function moveSeccompProfile(
  finding: Finding,
  profile: Node,
  { containers }: ConfidentialWorkload,
): Finding[] {
  const value = jsonOf(profile);
  const moves = containers
    .filter(({ node }) => at(node, 'securityContext', 'seccompProfile') === undefined)
    .map(({ title, path }) => ({ title, path: [...path, 'securityContext', 'seccompProfile'] }));
  const sets = moves.map(({ path }) => set(path, value));
  return [
    // All at once, so that no container loses the profile.
    fixed(
      finding,
      [...sets, remove(finding.path)],
      'moved to the containers without a profile, since contrast generate fails on that of the pod',
    ),
    ...moves.map(({ title, path }, index) =>
      fixed(
        { path, proposedValue: value, message: `${title} uses the seccompProfile of the pod` },
        [sets[index]!],
        'set to the seccompProfile of the pod, on which contrast generate fails',
      ),
    ),
  ];
}

/** Pods that say nothing do as their ServiceAccount says, which the rule service-account-token has set (Kubernetes API reference, PodSpec). */
function leaveToAccount(
  finding: Finding,
  workload: ConfidentialWorkload,
  facts: InputIndex,
  fixes: boolean,
): Finding[] | undefined {
  const own = booleanAt(workload.podSpec, 'automountServiceAccountToken');
  const found = own === undefined ? undefined : accountInPlaceOf(workload, own, facts);
  // The fix of service-account-token comes first; without it the pods would do as the account says.
  if (!found || (fixes && !found.agrees)) return undefined;
  return [
    fixed(
      finding,
      [remove(finding.path)],
      `removed automountServiceAccountToken, on which contrast generate fails: ServiceAccount ${JSON.stringify(found.account.name)} says the same`,
    ),
  ];
}

/** The API server writes stringData to data, where it overrides values (Kubernetes API reference, Secret). Values are not reported. */
function encodeStringData(finding: Finding, strings: Node): Finding[] | undefined {
  if (strings.kind !== 'map') return undefined;
  const entries = entriesOf(strings);
  if (!entries.every(([, value]) => isString(value))) return undefined;
  const sets = entries.map(([key, value]) => set(['data', key], encode((value as ScalarNode).value)));
  return [
    fixed(
      finding,
      [...sets, remove(finding.path)],
      'written to data in Base64, since contrast generate fails on stringData',
    ),
    ...sets.map((edit) =>
      fixed(
        { path: edit.path, message: `${String(edit.path[1])} is in stringData` },
        [edit],
        'set to the value of stringData, in Base64',
      ),
    ),
  ];
}

function isString(value: Node): boolean {
  if (value.kind !== 'scalar' || value.tag !== undefined) return false;
  return value.style !== 'plain' || plainTypeOf(value.value) === 'string';
}

function encode(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
