import { isCertainly, isPossibly } from '../contrast/releases.ts';
import type { Settings } from '../contrast/settings.ts';
import type { InputIndex } from '../kubernetes/input/index.ts';
import { memoPerInput } from '../kubernetes/input/memo.ts';
import { groupOf } from '../kubernetes/kinds/kind.ts';
import { kindOf } from '../kubernetes/kinds/lookup.ts';
import { readBriefly } from '../manifest/read-briefly.ts';
import type { Resource } from '../manifest/types.ts';
import { firstFew } from '../util/join-words.ts';
import { defineRule, type Finding } from './rule.ts';

/** The API groups of client-go, whose kinds `contrast generate` converts (Contrast source, internal/kuberesource; client-go, applyconfigurations). */
const CLIENT_GO_GROUPS =
  /^(|apps|autoscaling|batch|extensions|policy|((admissionregistration|certificates|coordination|discovery|events|networking|node|rbac\.authorization|resource|scheduling|storage|storagemigration|flowcontrol\.apiserver|internal\.apiserver)\.k8s\.io))$/;
const MOST_NAMED = 3;

/** The files that hold a prepared workload. */
const filesOf = memoPerInput(() => new Set<string>());

export const unsupportedKind = defineRule({
  id: 'unsupported-kind',
  summary: 'Find kinds of objects that `contrast generate` rejects.',
  rationale:
    'Before release 1.14 `contrast generate` aborts on every object of a kind that it does not know. From 1.18 on it aborts on a custom resource, or a List, in one file with a Contrast workload.',
  remedy:
    'Keep these objects in files that `contrast generate` does not get, or that hold no Contrast workload. `--generate` gives `contrast generate` a file for each object.',
  source: 'Contrast source, generate; Kata Containers source, genpolicy',
  holdsFor: (release) =>
    ['rejected', 'rejected-with-workload'].some((value) =>
      isPossibly<string>(release.fact('otherKinds'), value),
    ),
  severity: 'warning',

  inspect({ resource }, facts) {
    filesOf(facts).add(facts.fileOf(resource));
    return undefined;
  },

  *inspectInput(facts, settings) {
    if (settings.release.fact('otherKinds').value === 'rejected') yield* refused(facts);
    else yield* rejectedWithWorkload(facts, settings);
  },
});

type InputFinding = Omit<Finding, 'path' | 'fix'>;

function* refused(facts: InputIndex): Iterable<InputFinding> {
  for (const { apiVersion, kind, count } of facts.types()) {
    if (kind === '' || kindOf({ apiVersion, kind })?.acceptedSince !== undefined) continue;
    const objects = count === 1 ? 'an object' : `${count} objects`;
    yield {
      message: `the input has ${objects} of kind ${kind} (${apiVersion}), on which contrast generate aborts before 1.14: move ${count === 1 ? 'it' : 'them'} to a file that it does not read`,
    };
  }
}

function* rejectedWithWorkload(facts: InputIndex, { release }: Settings): Iterable<InputFinding> {
  if (facts.generateArguments || !facts.types().some(isUnknown)) return;
  const files = filesOf(facts);
  const found = new Map<string, Set<string>>();
  for (const object of facts.objects()) {
    if (!isUnknown(object)) continue;
    const file = readBriefly(object, facts.fileOf);
    if (!files.has(file)) continue;
    const kinds = found.get(file) ?? new Set();
    found.set(file, kinds.add(`${object.kind} (${object.apiVersion})`));
  }
  const isCertain = isCertainly(release.fact('otherKinds'), 'rejected-with-workload');
  for (const [file, kinds] of found) {
    const where = file === '' ? 'the input' : file;
    const effect = isCertain
      ? `so contrast generate of Contrast ${release.name} aborts`
      : `on which contrast generate of older releases aborts; whether that of Contrast ${release.name} does is not certain`;
    yield {
      ...(isCertain && { severity: 'error' as const }),
      message: `${where} contains ${firstFew([...kinds], MOST_NAMED)} together with a Contrast workload, ${effect}: keep ${kinds.size === 1 ? 'it' : 'them'} in another file, or use --generate, which gives each object a file`,
    };
  }
}

function isUnknown({ apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>): boolean {
  if (kind === '' || groupOf(apiVersion) === 'prepare-contrast.dev') return false;
  return kind.endsWith('List') || !CLIENT_GO_GROUPS.test(groupOf(apiVersion));
}
