import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import type { Problem } from '../../contrast/genpolicy/check-fields.ts';
import type { Genpolicy } from '../../contrast/genpolicy/release-schema.ts';
import { isRemovable } from '../../contrast/genpolicy/removable-fields.ts';
import { isFieldName, schemaOf, type Type, USER_ID } from '../../contrast/genpolicy/schema.ts';
import type { InputIndex } from '../../kubernetes/input/index.ts';
import { memoPerStructure } from '../../kubernetes/memo.ts';
import { isMounted, volumesByName } from '../../kubernetes/volume-mounts.ts';
import { containerAt } from '../../kubernetes/workload.ts';
import { closestMatch } from '../../util/closest-match.ts';
import { joinWords } from '../../util/join-words.ts';
import { at, formatPath, textAt } from '../../yaml/access.ts';
import { remove } from '../../yaml/edit/edit.ts';
import { isNull, type Node } from '../../yaml/node.ts';
import { isOldBoolean, isRewrittenTime } from '../../yaml/plain-type.ts';
import { scalarToJson } from '../../yaml/to-json.ts';
import type { Finding } from '../rule.ts';
import { formatSetting, type Setting } from '../setting.ts';
import { isWithoutEffect, withCompatibleFix } from './compatible-fix.ts';
import { integerAt } from './projected-volume.ts';

/** Metadata that the API server sets, besides the status: they are in what `kubectl get -o yaml` prints. */
const SERVER_METADATA = new Set([
  'creationTimestamp',
  'deletionGracePeriodSeconds',
  'deletionTimestamp',
  'generation',
  'managedFields',
  'ownerReferences',
  'resourceVersion',
  'selfLink',
]);

const mountedTypes = memoPerStructure(
  (workload) =>
    new Set(workload.volumes.filter(({ name }) => isMounted(workload, name)).map(({ type }) => type)),
);

/** True for what another rule reports as an error, with its own advice. */
function isReportedElsewhere(
  { shape, field, value }: Of<'refused'>,
  workload: ConfidentialWorkload,
): boolean {
  switch (shape.name) {
    case 'LifecycleHandler': // lifecycle-hook
      return true;
    case 'PodSpec': // host-namespaces
      return (
        (field === 'hostIPC' || field === 'hostPID') && value.kind === 'scalar' && value.value === 'true'
      );
    case 'Volume': // volume-type
      return field !== 'image' && mountedTypes(workload).has(field);
    default:
      return false;
  }
}

/** What to do instead of a field, where removing it is not the whole answer. */
const ADVICE: Readonly<Record<string, string>> = {
  'ConfigMapVolumeSource.defaultMode': 'remove it, which gives the files the mode 0644',
  'Container.workingDir': 'remove it, and set the directory in the image or with cd in the command',
  'DownwardAPIVolumeFile.resourceFieldRef':
    'remove the item; environment variables can have a resourceFieldRef',
  'EnvVarSource.fileKeyRef': 'write the value, or remove the entry',
  'PersistentVolumeClaimVolumeSource.readOnly': 'remove it, and set readOnly on the volumeMounts',
  'PodSpec.enableServiceLinks':
    'remove it if the pod works with the environment variables of all Services in its namespace',
  'PodSecurityContext.appArmorProfile': 'remove it: the profile would be one of the host',
  'PodSpec.automountServiceAccountToken': 'set it on the ServiceAccount instead',
  'PodSecurityContext.seccompProfile': 'set seccompProfile in the securityContext of each container instead',
  'ProjectedVolumeSource.sources': 'use a configMap, secret or downwardAPI volume for each source instead',
  'Secret.stringData': 'write its values to data, in Base64',
  'Volume.image': 'use an emptyDir or configMap volume instead',
};

export interface Checked {
  /** Absent for ConfigMaps and Secrets. */
  workload?: ConfidentialWorkload;
  facts: InputIndex;
  genpolicy: Genpolicy;
  /** True where fixes that keep the meaning are wanted. */
  fixes: boolean;
  /** The setting that turns them on. */
  setting?: Setting;
}

/** Returns the findings about what genpolicy does not accept in an object, in the order of the text. */
export function findingsOf(problems: readonly Problem[], checked: Checked): Finding[] {
  const findings: Finding[] = [];
  const fromServer: Problem[] = [];
  let place = 0;
  let areAllFixable = true;
  for (const problem of problems) {
    const isServers = isFromServer(problem);
    const finding = isServers ? serverFinding([problem]) : findingOf(problem, checked);
    if (!finding) continue;
    const fixed = fixedFindings(finding, problem, checked);
    if (fixed && checked.fixes) findings.push(...fixed);
    else if (isServers) {
      if (fromServer.length === 0) place = findings.length;
      fromServer.push(problem);
      areAllFixable &&= fixed !== undefined;
    } else findings.push(fixed ? answered(finding, checked) : removedByChoice(finding, problem, checked));
  }
  if (fromServer.length === 0) return findings;
  const ofServer = serverFinding(fromServer);
  return findings.toSpliced(place, 0, areAllFixable ? answered(ofServer, checked) : ofServer);
}

/** The finding with the setting that removes it. */
function answered(finding: Finding, { setting }: Checked): Finding {
  return setting ? { ...finding, setting } : finding;
}

function fixedFindings(finding: Finding, problem: Problem, checked: Checked): Finding[] | undefined {
  const owner = checked.workload ? ownerOf(problem, checked.workload) : '';
  return withCompatibleFix(finding, problem, checked, owner);
}

/** The removal of a field that the configuration lists, though that may change what the pod does; otherwise the setting that lists it. */
function removedByChoice(finding: Finding, problem: Problem, { workload }: Checked): Finding {
  if (!workload || problem.kind !== 'refused' || !isRemovable(problem.shape, problem.field)) return finding;
  if (!isInPodSpec(problem, workload)) return finding;
  const { podSpecPath, settings } = workload;
  const field = problem.path
    .slice(podSpecPath.length)
    .filter((part) => typeof part === 'string')
    .join('.');
  if (!settings.fields.remove.has(field)) {
    if (isGated(problem)) return finding;
    const setting = removal(field);
    return isLoss(problem) ? removableLater(finding, setting) : { ...finding, setting };
  }
  const fails = finding.severity === 'warning' ? 'may fail' : 'fails';
  const message = `removed ${problem.field}${ownerOf(problem, workload)}, on which contrast generate ${fails}, as fields.remove says`;
  return { ...finding, fix: { edits: [remove(problem.path)], message, removes: true } };
}

/** True for a field whose removal alone breaks pods: files to execute would not start, and the ServiceAccount may say otherwise of the token. */
function isLoss({ field, value }: Of<'refused'>): boolean {
  if (field === 'defaultMode' || field === 'mode') return isExecutable(value);
  return field === 'automountServiceAccountToken';
}

function removableLater(finding: Finding, setting: Setting): Finding {
  const later = `; after that, ${formatSetting(setting)} removes it`;
  const { cause, message } = finding;
  return {
    ...finding,
    message: message + later,
    ...(cause && { cause: { ...cause, message: cause.message + later } }),
  };
}

const isExecutable = (mode: Node) => ((integerAt(mode) ?? 0) & 0o111) !== 0;

/** Memo: a setting is one object for all findings that it answers. */
const removals = new Map<string, Setting>();

function removal(field: string): Setting {
  let setting = removals.get(field);
  if (!setting) {
    setting = { path: 'fields.remove', value: [field], condition: 'if the pods work without them' };
    removals.set(field, setting);
  }
  return setting;
}

/** True for what the API server has written into an object, at its top. */
export function isFromServer({ kind, path, shape, field }: Problem): boolean {
  if (kind !== 'refused') return false;
  if (field === 'status') return path.length === 1;
  return shape.name === 'ObjectMeta' && path.length === 2 && SERVER_METADATA.has(field);
}

function serverFinding(problems: readonly Problem[]): Finding {
  const paths = problems.map(({ path }) => formatPath(path));
  const them = paths.length === 1 ? 'it' : 'them';
  return {
    path: problems[0]!.path,
    message: `contrast generate fails on ${joinWords(paths)}, which the API server sets; remove ${them}`,
  };
}

function findingOf(problem: Problem, checked: Checked): Finding | undefined {
  switch (problem.kind) {
    case 'refused':
      return refused(problem, checked);
    case 'unknown':
      return unknown(problem);
    case 'missing':
      return missing(problem);
    case 'sourceless':
      return sourceless(problem, checked);
    case 'mountPath':
      return mountPath(problem, checked);
    case 'range': {
      const { field, value, min, max, path } = problem;
      return {
        path,
        message: `${refuser(problem)} ${field} ${value.value}, which is not between ${min} and ${max}; use a number in this range`,
      };
    }
    case 'key':
      return ambiguousKey(problem, checked);
    case 'type':
      return wrongType(problem, checked);
  }
}

/** A number of a user or group that genpolicy reads may still be too large for the API server. */
function refuser({ min, max }: Of<'range'>): string {
  return min === USER_ID.min && max === USER_ID.max ? 'the API server rejects' : 'contrast generate fails on';
}

type Of<K extends Problem['kind']> = Problem & { kind: K };

function refused(problem: Of<'refused'>, { workload, genpolicy }: Checked): Finding | undefined {
  const { path, field, shape, value } = problem;
  if (workload && isReportedElsewhere(problem, workload)) return undefined;
  const isCertain = isCertainlyRefused(problem, genpolicy);
  const key = `${shape.name}.${field}`;
  const isNeutral = isWithoutEffect(problem);
  const owner = workload ? ownerOf(problem, workload) : '';
  const advice = isNeutral
    ? 'remove it, which changes neither what runs nor what the policy allows'
    : hasToken(problem)
      ? `${ADVICE[key]}, and for a service account token the one that Kubernetes mounts at /var/run/secrets/kubernetes.io/serviceaccount`
      : isExecutable(value) && field === 'defaultMode'
        ? 'use a Secret, whose volumes can have one, or start the files, which then have the mode 0644, with an interpreter, as in sh /scripts/start.sh'
        : (ADVICE[key] ??
          (isGated(problem)
            ? 'remove it or use a newer release of Contrast'
            : 'remove it if the pod works without it'));
  const reason = isCertain
    ? 'which genpolicy does not parse'
    : `which genpolicy of Kata ${genpolicy.kata} does not parse (the Kata release is not certain)`;
  return {
    path,
    ...(!isCertain && { severity: 'warning' }),
    ...(workload && value.kind === 'scalar' && { currentValue: scalarToJson(value) }),
    message: `contrast generate ${isCertain ? 'fails' : 'may fail'} on ${field}${owner}, ${reason}; ${advice}`,
    cause: {
      message: `contrast generate ${isCertain ? 'fails' : 'may fail'} on ${field}, ${reason}; ${advice}`,
      ...(owner !== '' && owner !== OF_POD && { subject: owner.replace(' of ', '') }),
    },
  };
}

function hasToken({ shape, value }: Of<'refused'>): boolean {
  if (shape.name !== 'ProjectedVolumeSource' || value.kind !== 'seq') return false;
  return value.items.some((item) => at(item.value, 'serviceAccountToken') !== undefined);
}

/** True where every genpolicy that the release may have refuses the field. */
function isCertainlyRefused(problem: Of<'refused'>, { isCertain, isKnown }: Genpolicy): boolean {
  return isKnown && (isCertain || !isGated(problem));
}

/** True for a field that newer releases accept. */
function isGated({ shape, field }: Of<'refused'>): boolean {
  return schemaOf(undefined).struct(shape.name).fields.has(field);
}

const OF_POD = ' of the pod';

function isInPodSpec({ path }: Problem, { podSpecPath }: ConfidentialWorkload): boolean {
  return podSpecPath.every((part, index) => part === path[index]);
}

function ownerOf(problem: Problem, workload: ConfidentialWorkload): string {
  if (!isInPodSpec(problem, workload)) return '';
  const { path } = problem;
  const container = containerAt(workload, path);
  if (container) return ` of ${container.title}`;
  const [list, index] = path.slice(workload.podSpecPath.length);
  const volume = list === 'volumes' ? workload.volumes[Number(index)] : undefined;
  return volume ? ` of volume ${JSON.stringify(volume.name)}` : OF_POD;
}

function unknown({ path, field, shape }: Of<'unknown'>): Finding {
  const isMisplaced = isFieldName(field);
  // In a short word two letters are another word; a field of another struct is rarely misspelled.
  const limit = isMisplaced ? 1 : Math.max(1, Math.floor(field.length / 3));
  const known = closestMatch(field, [...shape.fields.keys(), ...shape.refused], limit);
  const advice =
    known !== undefined
      ? `write ${known}`
      : isMisplaced
        ? 'move it to the object that has such a field, or remove it'
        : 'remove it';
  return {
    path,
    message: `unknown field ${field}: the API server and contrast generate reject it; ${advice}`,
  };
}

function missing({ path, field, shape }: Of<'missing'>): Finding | undefined {
  // A typed list leaves them out; frames fill them in.
  if (path.length === 1 && (field === 'apiVersion' || field === 'kind')) return undefined;
  const advice =
    shape.name === 'StatefulSetSpec' && field === 'serviceName'
      ? 'add the name of the governing Service, or serviceName: ""'
      : 'add it';
  return { path, message: `${field} is missing, which contrast generate requires; ${advice}` };
}

function sourceless({ path, shape, value }: Of<'sourceless'>, { workload }: Checked): Finding | undefined {
  if (shape.name !== 'Volume')
    return {
      path,
      message: 'contrast generate fails on an environment entry without a source; add one or remove it',
    };
  const name = textAt(value, 'name') ?? '';
  if (!workload || !isMounted(workload, name)) return undefined;
  const empty = value.entries.find(({ key, value: source }) => key!.value === 'emptyDir' && isNull(source));
  return {
    path: empty ? [...path, 'emptyDir'] : path,
    message: `contrast generate fails on volume ${JSON.stringify(name)}, which has no source; write emptyDir: {}`,
  };
}

/** Types of volumes for which genpolicy does not take the last part of the mount's path. */
const ANY_PATH = new Set(['emptyDir', 'downwardAPI']);

function mountPath({ path, value }: Of<'mountPath'>, { workload }: Checked): Finding | undefined {
  const container = workload && containerAt(workload, path);
  const name = textAt(container?.node, ...path.slice(container!.path.length, -1), 'name');
  const type = volumesByName(workload!).get(name ?? '')?.type;
  if (type !== undefined && ANY_PATH.has(type)) return undefined;
  return {
    path,
    message: `contrast generate fails on mountPath ${JSON.stringify(value.value)}, which does not end in a name; mount the volume at a directory below it`,
  };
}

function ambiguousKey({ path, field, value: { value } }: Of<'key'>, { workload }: Checked): Finding {
  const reading = isRewrittenTime(value)
    ? `a time to contrast generate, which ${workload ? 'writes' : 'reads'} it in another form, such as 2024-01-01T00:00:00Z`
    : `a boolean to kubectl, so that the key is ${OLD_TRUE.test(value)}, and text to contrast generate`;
  return { path, severity: 'warning', message: `key ${value} of ${field} is ${reading}; put it in quotes` };
}

const OLD_TRUE = /^(?:y|yes|on)$/i;

const TYPE_NAMES: Readonly<Record<Type['is'], string>> = {
  any: 'anything',
  bool: 'true or false',
  int: 'an integer',
  intOrString: 'an integer or a string',
  list: 'a list',
  map: 'a map',
  mountPath: 'a string',
  quantity: 'a quantity',
  string: 'a string',
  struct: 'a map',
};

function wrongType(
  { path, field, shape, value, expected }: Of<'type'>,
  { workload }: Checked,
): Finding | undefined {
  // rolling-update reports percentages.
  const isPercentage = value.kind === 'scalar' && /^[0-9]{1,9}%$/.test(value.value);
  if (isPercentage && shape.name.startsWith('RollingUpdate')) return undefined;
  const place = path.at(-1) === field ? field : `${formatPath(path.slice(path.lastIndexOf(field)))}`;
  const wants = TYPE_NAMES[expected.is];
  if (workload && value.kind === 'scalar' && value.style === 'plain' && isOldBoolean(value.value)) {
    if (expected.is === 'bool')
      return {
        path,
        message: `${place} is ${value.value}, which contrast generate reads as text and rejects; write ${OLD_TRUE.test(value.value)}`,
      };
    if (wants === 'a string')
      return {
        path,
        severity: 'warning',
        message: `${place} is ${value.value}, a boolean to kubectl, so the API server rejects it unless contrast generate, which reads it as text, has rewritten the manifest; put the value in quotes`,
      };
  }
  if (
    wants === 'a string' &&
    value.kind === 'scalar' &&
    value.style === 'plain' &&
    isRewrittenTime(value.value)
  )
    return {
      path,
      severity: 'warning',
      message: `${place} is ${value.value}, a time to contrast generate, which ${workload ? 'writes' : 'reads'} it in another form, such as 2024-01-01T00:00:00Z; put the value in quotes`,
    };
  let advice = `write ${wants}`;
  if (value.kind === 'scalar' && value.style === 'plain' && wants === 'a string')
    advice = 'put the value in quotes';
  if (value.kind === 'scalar' && value.style !== 'plain' && wants !== 'a string')
    advice = 'remove the quotes';
  return {
    path,
    message: `${place} is not ${wants}: ${workload ? 'the API server and contrast generate reject it' : 'the API server rejects it'}; ${advice}`,
  };
}
