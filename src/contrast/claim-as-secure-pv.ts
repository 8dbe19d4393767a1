import { append, set, setFirst } from '../edit/edit.ts';
import { freeName } from '../kube/free-name.ts';
import type { Workload } from '../kube/workload.ts';
import type { Finding } from '../rule.ts';
import { formatPath, mapAt, type Path, textAt } from '../yaml/read.ts';
import { type AnnotationName, annotationOf, annotationPath } from './annotations.ts';
import { type ClaimUse, fileSystemMounts } from './claim-conversion.ts';
import { securePvOf } from './secure-pv.ts';

/**
 * Has Contrast encrypt and mount the claim (Contrast documentation, Encrypted storage): the annotation names the claim and
 * an emptyDir, which containers mount in place of it with `HostToContainer`; a stable secret gives the key.
 */
export function* asSecureVolume(use: ClaimUse, workload: Workload): Iterable<Finding> {
  const { claim } = use;
  const asked = securePvOf(workload);
  const taken = new Set([...workload.volumes, ...workload.claimTemplates].map(({ name }) => name));
  const mountName = asked?.mount.text ?? freeName(`${claim.name}-secure`, taken);
  const made = new Set<string>();
  if (!asked) {
    const purpose = 'has Contrast encrypt the volume and mount it';
    yield addAnnotation(workload, 'secure-pv', `${claim.name}:${mountName}`, purpose, made);
  }
  if (annotationOf(workload, 'workload-secret-id') === undefined) {
    const id = [workload.namespace, workload.kind, workload.name].filter((part) => part !== '').join('/');
    const purpose =
      'gives the key of the volume, so it must stay as it is for as long as the data is to be read';
    yield addAnnotation(workload, 'workload-secret-id', id, purpose, made);
  }
  if (!taken.has(mountName)) {
    const list = [...workload.podSpecPath, 'volumes'];
    const value = { name: mountName, emptyDir: {} };
    yield {
      path: [...list, workload.volumes.length],
      proposedValue: value,
      message: `the pod has no emptyDir "${mountName}" for the secure persistent volume`,
      fix: { edits: [append(list, value)], message: 'added the emptyDir that Contrast mounts the volume to' },
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
  }
}

/** `made` holds the metadata that annotations before this one have made. */
function addAnnotation(
  workload: Workload,
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
    // In front of the spec, where people look for it.
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
