import {
  annotationOf,
  annotationPath,
  CONTRAST_PREFIX,
  type ContrastAnnotation,
} from '../contrast/annotations.ts';
import { deviceProblem, mountProblem, parseSecurePv, type SecurePv } from '../contrast/secure-pv.ts';
import { describeProblem, type ValueProblem } from '../contrast/value-problem.ts';
import { mountsOf } from '../kube/mounts.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

export const securePv = defineRule({
  id: 'secure-pv',
  summary: 'Check the annotation for an encrypted persistent volume, and what belongs to it.',
  rationale:
    'Contrast encrypts the device and mounts it while the pod starts. A container that does not take over mounts goes on writing to an empty directory in memory, and all data is lost when the pod ends.',
  remedy:
    'Name a claim and an emptyDir as device:mount, mount the emptyDir with mountPropagation: HostToContainer, and set the annotation contrast.edgeless.systems/workload-secret-id. With `volumes.persistent: secure-pv` the rule persistent-volume does all of it.',
  source: 'Contrast documentation, Encrypted storage; Contrast source, generate (AddInitializer)',
  severity: 'error',
  wokenBy: { keys: [`${CONTRAST_PREFIX}secure-pv`] },

  *inspect(workload) {
    const annotation = annotationOf(workload, 'secure-pv');
    if (!annotation) return;
    if (annotation.value === '') {
      yield {
        path: annotation.path,
        severity: 'warning',
        currentValue: '',
        message: `${annotation.key} is empty, so the pod gets no encrypted volume: write device:mount, or remove it`,
      };
      return;
    }
    const reading = parseSecurePv(annotation);
    if ('expected' in reading) {
      yield unreadable(annotation, reading);
      return;
    }
    for (const problem of [deviceProblem(workload, reading), mountProblem(workload, reading)])
      if (problem) yield unreadable(annotation, problem);
    yield* judgeMounts(workload, annotation, reading);
    yield* judgeCompanions(workload);
  },
});

function unreadable({ key, path, value }: ContrastAnnotation, problem: ValueProblem): Finding {
  return { path, currentValue: value, message: `${key} cannot be used, at ${describeProblem(problem)}` };
}

/** The file system appears after the container's mounts were made, so they have to take over later ones. */
function* judgeMounts(
  workload: Workload,
  annotation: ContrastAnnotation,
  { mount }: SecurePv,
): Iterable<Finding> {
  const mounts = mountsOf(workload).filter(
    ({ list, name }) => list === 'volumeMounts' && name === mount.text,
  );
  for (const { container, path, node } of mounts) {
    const propagation = textAt(node, 'mountPropagation');
    if (propagation === 'HostToContainer' || propagation === 'Bidirectional') continue;
    yield {
      path: [...path, 'mountPropagation'],
      ...(propagation === undefined ? {} : { currentValue: propagation }),
      proposedValue: 'HostToContainer',
      message: `${container.title} mounts "${mount.text}" without mountPropagation: HostToContainer, so it would write to memory in place of the encrypted volume: set it`,
    };
  }
  if (mounts.length === 0) {
    yield {
      path: annotation.path,
      severity: 'warning',
      currentValue: annotation.value,
      message: `no container mounts "${mount.text}", where the encrypted volume is to be found: mount it with mountPropagation: HostToContainer`,
    };
  }
}

/** Annotations without which the volume is of no use. */
function* judgeCompanions(workload: Workload): Iterable<Finding> {
  if (!annotationOf(workload, 'workload-secret-id')?.value) {
    yield {
      path: annotationPath(workload, 'workload-secret-id'),
      severity: 'warning',
      message: `has no annotation ${CONTRAST_PREFIX}workload-secret-id: the key of the encrypted volume then depends on kind, namespace and name of the object, and its data is lost when one of them changes. Give the workload an id of its own`,
    };
  }
  const skip = annotationOf(workload, 'skip-initializer');
  if (skip?.value === 'true') {
    yield {
      path: skip.path,
      severity: 'warning',
      currentValue: skip.value,
      message: `${skip.key} keeps contrast generate from setting up the encrypted volume: remove it, unless an initializer of your own does that`,
    };
  }
}
