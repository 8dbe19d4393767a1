import { wantsFix } from '../config/opt-in.ts';
import { POLICY_NEUTRAL_FIELDS, UNSUPPORTED_FIELDS } from '../contrast/policy-fields.ts';
import { remove } from '../edit/edit.ts';
import { mountsOf } from '../kube/mounts.ts';
import { judgedContainers } from '../kube/resources.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule } from '../rule.ts';
import type { MapNode, Node } from '../yaml/node.ts';
import { at, mapAt, type Path } from '../yaml/read.ts';
import { scalarToJson } from '../yaml/to-json.ts';

export const unsupportedField = defineRule({
  id: 'unsupported-field',
  summary: 'Find fields that `contrast generate` cannot read.',
  rationale:
    'genpolicy, which writes the policy, aborts on each field that it does not know, since it cannot tell what the field changes.',
  remedy:
    'Remove the field where the pod can do without it. Opt-in: `rules: {unsupported-field: {fix: true}}` removes `runAsNonRoot` and ' +
    '`fsGroupChangePolicy`, which change neither what runs nor what the policy allows, and leaves all others to you.',
  source: 'Kata Containers source, genpolicy',
  severity: 'warning',
  wokenBy: { keys: Object.values(UNSUPPORTED_FIELDS).flat() },

  *inspect(workload) {
    const mend = wantsFix(workload.settings, 'unsupported-field');
    for (const { owner, field, path, value } of unsupportedFields(workload)) {
      const neutral = POLICY_NEUTRAL_FIELDS.has(field);
      const advice = neutral
        ? 'remove it, which changes neither what runs nor what the policy allows'
        : 'see whether the pod can do without it';
      yield {
        path,
        ...(value.kind === 'scalar' && { currentValue: scalarToJson(value) }),
        message: `contrast generate may abort on ${field} of ${owner}, which genpolicy does not know: ${advice}`,
        ...(neutral &&
          mend && {
            fix: {
              edits: [remove(path)],
              removes: true,
              message: `removed ${field} of ${owner}, on which contrast generate may abort`,
            },
          }),
      };
    }
  },
});

interface UnsupportedField {
  owner: string;
  field: string;
  path: Path;
  value: Node;
}

function* unsupportedFields(workload: Workload): Iterable<UnsupportedField> {
  const { podSpec, podSpecPath } = workload;
  const { pod, podSecurityContext, container, containerSecurityContext, volumeMount } = UNSUPPORTED_FIELDS;
  yield* among(podSpec, podSpecPath, pod, 'the pod');
  const securityPath = [...podSpecPath, 'securityContext'];
  yield* among(mapAt(podSpec, 'securityContext'), securityPath, podSecurityContext, 'the pod');
  for (const one of judgedContainers(workload)) {
    const owner = one.title;
    yield* among(one.node, one.path, container, owner);
    const path = [...one.path, 'securityContext'];
    yield* among(mapAt(one.node, 'securityContext'), path, containerSecurityContext, owner);
  }
  for (const { node, path, container: one } of mountsOf(workload))
    yield* among(node, path, volumeMount, one.title);
}

function* among(
  map: MapNode | undefined,
  path: Path,
  fields: readonly string[],
  owner: string,
): Iterable<UnsupportedField> {
  for (const field of fields) {
    const value = map && at(map, field);
    if (value) yield { owner, field, path: [...path, field], value };
  }
}
