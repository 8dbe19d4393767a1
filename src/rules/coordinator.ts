import { perInput } from '../cluster/per-input.ts';
import { annotationOf, POD_ROLE } from '../contrast/annotations.ts';
import { compareVersions, formatVersion, newestVersion } from '../contrast/version.ts';
import type { Resource } from '../frame.ts';
import { objectTitle } from '../kube/object-title.ts';
import type { Workload } from '../kube/workload.ts';
import { nearest } from '../nearest.ts';
import { defineRule, type Finding } from '../rule.ts';
import { scalarAt } from '../yaml/read.ts';

const ROLE = 'coordinator';

/** The Coordinators that were met among the prepared workloads. */
const coordinatorsOf = perInput((): Resource[] => []);

export const coordinator = defineRule({
  id: 'coordinator',
  summary: 'Check that a deployment has one Coordinator and that it is marked as such.',
  rationale:
    '`contrast generate` refuses a deployment without a Coordinator or with several. It knows the Coordinator by its role alone, and without the role would treat it as any other workload.',
  remedy:
    'Keep one Coordinator in a deployment. Give its pod the role as an annotation up to 1.18 and as a label with releases since July 2026; both at once serve all releases.',
  source:
    'Contrast documentation, Deploy the Contrast runtime; Contrast source, generate and manifest validation',
  severity: 'warning',
  wokenBy: { keys: [POD_ROLE] },

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
        message: `there are ${found.length} Coordinators (${found.map(objectTitle).join(', ')}), but contrast generate takes one: run it for each deployment by itself`,
      };
    } else if (found.length === 0 && facts.isWholeDeployment && facts.workloads.selected > 0) {
      yield {
        message:
          'there is no Coordinator, and deployment: whole says that the input is all of the deployment: add the coordinator.yml of the Contrast release, or contrast generate refuses this',
      };
    }
  },
});

/** The role as annotation or as label, whichever the release reads. */
function* judgeMark(
  { settings, podMetadataPath }: Workload,
  [annotated, labelled]: [boolean, boolean],
): Iterable<Finding> {
  if (annotated && labelled) return;
  const isNewer = compareVersions(settings.version, newestVersion) > 0;
  const release = `Contrast ${formatVersion(settings.version)}`;
  if (labelled && !isNewer) {
    yield {
      path: [...podMetadataPath, 'annotations', POD_ROLE],
      proposedValue: ROLE,
      message: `is a Coordinator by label, but ${release} reads the role from the annotation ${POD_ROLE}: add it, or name the newer release that is in use as contrastVersion`,
    };
  } else if (annotated && isNewer) {
    yield {
      path: [...podMetadataPath, 'labels', POD_ROLE],
      proposedValue: ROLE,
      message: `is a Coordinator by annotation, but releases since July 2026 read the role from the label ${POD_ROLE}: add it`,
    };
  }
}

function* judgeRole(role: string | undefined, path: Finding['path']): Iterable<Finding> {
  if (role === undefined || nearest(role, [ROLE]) === undefined) return;
  yield {
    path,
    currentValue: role,
    proposedValue: ROLE,
    message: `${POD_ROLE} is ${JSON.stringify(role)}, which is no role: did you mean ${ROLE}?`,
  };
}
