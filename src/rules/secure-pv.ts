import { type AnnotationError, describeProblem } from '../contrast/annotation-error.ts';
import {
  annotationOf,
  annotationPath,
  CONTRAST_PREFIX,
  type ContrastAnnotation,
} from '../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { claimSize, deviceSizeProblem } from '../contrast/device-size.ts';
import { deviceProblem, mountProblem, parseSecurePv, type SecurePv } from '../contrast/secure-pv.ts';
import { mountsOf } from '../kubernetes/volume-mounts.ts';
import { textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

export const securePv = defineRule({
  id: 'secure-pv',
  summary:
    'Check the annotation for an encrypted persistent volume, and the volumes, mounts and annotations that it needs.',
  rationale:
    'Contrast encrypts the device and mounts it while the pod starts. A container without mount propagation writes to an empty directory in memory, and all data is lost when the pod ends.',
  remedy:
    'Set the annotation to a claim and an emptyDir as device:mount, mount the emptyDir with mountPropagation: HostToContainer, and set the annotation contrast.edgeless.systems/workload-secret-id. With `volumes.persistent: secure-pv` the rule persistent-volume does all of this.',
  source: 'Contrast documentation, Encrypted storage; Contrast source, generate (AddInitializer)',
  severity: 'error',
  triggers: { keys: [`${CONTRAST_PREFIX}secure-pv`] },

  *inspect(workload, facts) {
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
    const size = claimSize(workload, reading.device.text, facts);
    const tooSmall = size && deviceSizeProblem(size);
    if (tooSmall)
      yield {
        path: annotation.path,
        ...(tooSmall.isRefused ? {} : { severity: 'warning' as const }),
        currentValue: annotation.value,
        message: `the claim of "${reading.device.text}" requests a size that does not fit ${annotation.key}: ${tooSmall.problem}`,
      };
    yield* judgeMounts(workload, annotation, reading);
    yield* judgeCompanions(workload);
  },
});

function unreadable({ key, path, value }: ContrastAnnotation, problem: AnnotationError): Finding {
  return { path, currentValue: value, message: `${key} is invalid at ${describeProblem(problem)}` };
}

/** Contrast mounts the file system after the container has started, so the container needs mount propagation. */
function* judgeMounts(
  workload: ConfidentialWorkload,
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
      message: `${container.title} mounts "${mount.text}" without mountPropagation: HostToContainer, so it would write to memory and not to the encrypted volume: set it`,
    };
  }
  if (mounts.length === 0) {
    yield {
      path: annotation.path,
      severity: 'warning',
      currentValue: annotation.value,
      message: `no container mounts "${mount.text}", which holds the encrypted volume: mount it with mountPropagation: HostToContainer`,
    };
  }
}

/** Checks the other annotations that the volume needs. */
function* judgeCompanions(workload: ConfidentialWorkload): Iterable<Finding> {
  if (!annotationOf(workload, 'workload-secret-id')?.value) {
    yield {
      path: annotationPath(workload, 'workload-secret-id'),
      severity: 'warning',
      message: `annotation ${CONTRAST_PREFIX}workload-secret-id is missing: without it the key of the encrypted volume depends on kind, namespace and name of the object, and the data is lost if one of them changes. Set it to a unique id`,
    };
  }
  const skip = annotationOf(workload, 'skip-initializer');
  if (skip?.value === 'true') {
    yield {
      path: skip.path,
      severity: 'warning',
      currentValue: skip.value,
      message: `${skip.key} prevents contrast generate from setting up the encrypted volume: remove it, unless your own initializer sets it up`,
    };
  }
}
