import { annotationOf, POD_ROLE } from '../contrast/annotations.ts';

import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { uncertainBetween } from '../contrast/releases.ts';

import { memoPerInput } from '../kubernetes/input/memo.ts';
import { formatObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import { closestMatch } from '../util/closest-match.ts';
import { scalarAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

const ROLE = 'coordinator';

/** The Coordinators that were met among the prepared workloads. */
const coordinatorsOf = memoPerInput((): Resource[] => []);

export const coordinator = defineRule({
  id: 'coordinator',
  summary: 'Check that a deployment has one Coordinator and that it is marked as such.',
  rationale:
    '`contrast generate` rejects a deployment without a Coordinator or with several. It recognizes the Coordinator only by its role, and without the role would treat it as any other workload.',
  remedy:
    'Keep one Coordinator in a deployment. Give its pod the role where the release reads it, as an annotation or as a label; both at once serve all releases.',
  source:
    'Contrast documentation, Deploy the Contrast runtime; Contrast source, generate and manifest validation',
  severity: 'warning',
  triggers: { keys: [POD_ROLE] },

  *inspect(workload, facts) {
    const annotation = annotationOf(workload, 'pod-role');
    const labelPath = [...workload.podMetadataPath, 'labels', POD_ROLE];
    const label = scalarAt(workload.resource.root, ...labelPath);
    const roles = [annotation?.value, label?.value];
    if (roles.includes(ROLE)) {
      coordinatorsOf(facts).push(workload.resource);
      yield* judgeMark(workload, roles.map((role) => role === ROLE) as [boolean, boolean]);
    } else {
      yield* judgeRole(annotation?.value, annotation?.path ?? []);
      yield* judgeRole(label?.value, labelPath);
    }
  },

  *inspectInput(facts) {
    const found = coordinatorsOf(facts);
    if (found.length > 1) {
      yield {
        message: `there are ${found.length} Coordinators (${found.map(formatObjectName).join(', ')}), but contrast generate accepts one: run it separately for each deployment`,
      };
    } else if (found.length === 0 && facts.isWholeDeployment && facts.workloads.selected > 0) {
      yield {
        message:
          'the input has no Coordinator, but deployment: whole declares it to be complete, so contrast generate rejects it: add the coordinator.yml of the Contrast release',
      };
    }
  },
});

/** The role as annotation or as label, whichever the release reads. */
function* judgeMark(
  { settings, podMetadataPath }: ConfidentialWorkload,
  [annotated, labelled]: [boolean, boolean],
): Iterable<Finding> {
  if (annotated && labelled) return;
  const read = settings.release.fact('coordinatorRole');
  if (read.value === (labelled ? 'label' : 'annotation')) return;
  const [has, holder] = labelled ? ['label', 'annotations'] : ['annotation', 'labels'];
  const doubt = uncertainBetween(read) ? ' as far as is known' : '';
  yield {
    path: [...podMetadataPath, holder, POD_ROLE],
    proposedValue: ROLE,
    message: `is a Coordinator by ${has}, but Contrast ${settings.release.name} reads the role from the ${read.value} ${POD_ROLE}${doubt}: add it, and keep the ${has} if other releases are in use`,
  };
}

function* judgeRole(role: string | undefined, path: Finding['path']): Iterable<Finding> {
  if (role === undefined || closestMatch(role, [ROLE]) === undefined) return;
  yield {
    path,
    currentValue: role,
    proposedValue: ROLE,
    message: `${POD_ROLE} is ${JSON.stringify(role)}, which is not a role: did you mean ${ROLE}?`,
  };
}
