import { type AnnotationName, annotationOf, annotationPath } from '../../contrast/annotations.ts';
import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import { securePvOf } from '../../contrast/secure-pv.ts';
import { uniqueName } from '../../kubernetes/unique-name.ts';
import { formatPath, mapAt, type Path, textAt } from '../../yaml/access.ts';
import { append, remove, set, setFirst } from '../../yaml/edit/edit.ts';
import type { Finding } from '../rule.ts';
import { type ClaimUse, fileSystemMounts } from './conversion.ts';

/**
 * Makes a claim a secure persistent volume (Contrast documentation, Encrypted storage): an annotation names the claim and an emptyDir,
 * containers mount the emptyDir with `HostToContainer`, and a second annotation sets the id from which the key is derived.
 */
export function* asSecureVolume(use: ClaimUse, workload: ConfidentialWorkload): Iterable<Finding> {
  const { claim } = use;
  const asked = securePvOf(workload);
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map(({ name }) => name));
  const mountName = asked?.mount.text ?? uniqueName(`${claim.name}-secure`, taken);
  const made = new Set<string>();
  if (!asked) {
    const purpose = 'makes Contrast encrypt and mount the volume';
    yield addAnnotation(workload, 'secure-pv', `${claim.name}:${mountName}`, purpose, made);
  }
  if (annotationOf(workload, 'workload-secret-id') === undefined) {
    const id = [workload.namespace, workload.kind, workload.name].filter((part) => part !== '').join('/');
    const purpose = 'determines the key of the volume, so do not change it as long as the data is needed';
    yield addAnnotation(workload, 'workload-secret-id', id, purpose, made);
  }
  if (!taken.has(mountName)) {
    const list = [...workload.podSpecPath, 'volumes'];
    const value = { name: mountName, emptyDir: {} };
    yield {
      path: [...list, workload.volumes.length],
      proposedValue: value,
      message: `the pod needs an emptyDir "${mountName}" for the secure persistent volume`,
      fix: { edits: [append(list, value)], message: 'added the emptyDir where Contrast mounts the volume' },
    };
  }
  for (const { container, path, node } of fileSystemMounts(use)) {
    const where = textAt(node, 'mountPath') ?? 'no path';
    const problem = `${container.title} mounts ${claim.title} at ${where} as a file system`;
    yield {
      ...valueAt([...path, 'name'], claim.name, mountName),
      message: `${problem}: its data would be lost`,
      fix: {
        edits: [set([...path, 'name'], mountName)],
        message: `${container.title} mounts the secure persistent volume at ${where}`,
      },
    };
    const propagation = textAt(node, 'mountPropagation');
    if (propagation === 'HostToContainer') continue;
    yield {
      ...valueAt([...path, 'mountPropagation'], propagation, 'HostToContainer'),
      message: `${problem} without the mount propagation that Contrast needs`,
      fix: {
        edits: [set([...path, 'mountPropagation'], 'HostToContainer')],
        message: 'set to HostToContainer: the volume is mounted after the container has started',
      },
    };
    const recursive = textAt(node, 'recursiveReadOnly');
    if (recursive !== 'IfPossible' && recursive !== 'Enabled') continue;
    const recursivePath = [...path, 'recursiveReadOnly'];
    yield {
      path: recursivePath,
      currentValue: recursive,
      message: `${problem} with recursiveReadOnly, which Kubernetes rejects with mountPropagation: HostToContainer`,
      fix: {
        edits: [remove(recursivePath)],
        removes: true,
        message: `removed recursiveReadOnly of ${container.title} at ${where}, which Kubernetes rejects with mountPropagation: HostToContainer`,
      },
    };
  }
}

/** Adds an annotation. `made` holds the paths of metadata that earlier annotations have added. */
function addAnnotation(
  workload: ConfidentialWorkload,
  name: AnnotationName,
  value: string,
  purpose: string,
  made: Set<string>,
): Finding {
  const path = annotationPath(workload, name);
  const metadata = path.slice(0, -2);
  const edits = [set(path, value)];
  if (!mapAt(workload.resource.root, ...metadata) && !made.has(formatPath(metadata))) {
    made.add(formatPath(metadata));
    // Before the spec, where people expect it.
    edits.unshift(setFirst(metadata, { annotations: {} }));
  }
  return {
    path,
    proposedValue: value,
    message: `the annotation ${path.at(-1)} is missing: it ${purpose}`,
    fix: { edits, message: `added: it ${purpose}` },
  };
}

function valueAt(path: Path, current: string | undefined, proposed: string) {
  return { path, ...(current !== undefined && { currentValue: current }), proposedValue: proposed };
}
