import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';
import { rejectedMounts } from '../contrast/shared-file-systems.ts';
import { unusablePath } from '../kubernetes/node-folders.ts';
import { isMounted } from '../kubernetes/volume-mounts.ts';
import type { Volume } from '../kubernetes/workload.ts';
import { joinWords } from '../util/join-words.ts';
import { textAt } from '../yaml/access.ts';
import { defineRule, type Finding } from './rule.ts';

export const hostPath = defineRule({
  id: 'host-path',
  summary: 'Find volumes whose content is copied into the VM once and never written back.',
  rationale:
    'Data of a hostPath or image volume is copied into the VM when the container starts. Writes of the pod are lost, later changes ' +
    'on the host are not visible, and sockets and kernel files do not work. Since 1.13 `contrast generate` fails if a container other than ' +
    'an init container mounts such a volume.',
  remedy:
    'Use an emptyDir or a secure persistent volume for data that is written, and a configMap for data that is read. Exclude workloads that need the host.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Contrast source, verifier NoSharedFSMount; Kata Containers documentation, Limitations',
  severity: 'warning',
  triggers: { keys: ['volumes'] },

  inspect(workload) {
    const copied = workload.volumes.filter(({ type }) => type === 'hostPath' || type === 'image');
    return copied.length === 0 ? undefined : judge(copied, workload);
  },
});

const ADVICE =
  'Use an emptyDir or a secure persistent volume for data that is written, a configMap for data that is read';

function* judge(copied: readonly Volume[], workload: ConfidentialWorkload): Iterable<Finding> {
  for (const volume of copied) {
    const path = [...volume.path, volume.type!];
    const kind = volume.type === 'image' ? 'an image volume' : 'a hostPath volume';
    const unusable = unusableReason(volume);
    const rejected = new Set(rejectedMounts(workload, volume.name).map(({ container }) => container.title));
    if (!isMounted(workload, volume.name)) {
      yield {
        path,
        severity: 'info',
        message: `volume "${volume.name}" is ${kind} that no container mounts: remove it`,
      };
    } else if (unusable !== undefined) {
      yield {
        path,
        severity: 'error',
        message: `volume "${volume.name}" ${unusable}, which does not work inside the VM: remove it or exclude the workload`,
      };
    } else if (rejected.size > 0) {
      yield {
        path,
        severity: 'error',
        message: `volume "${volume.name}" is ${kind} that ${joinWords([...rejected])} ${rejected.size > 1 ? 'mount' : 'mounts'}, so contrast generate fails. ${ADVICE}`,
      };
    } else {
      yield {
        path,
        message: `volume "${volume.name}" is ${kind}: its data is copied into the VM once and never written back. ${ADVICE}`,
      };
    }
  }
}

function unusableReason({ type, node }: Volume): string | undefined {
  if (type !== 'hostPath') return undefined;
  const file = textAt(node, 'hostPath', 'path') ?? '';
  const kind = textAt(node, 'hostPath', 'type') ?? '';
  if (kind === 'Socket') return `is the host socket ${file}`;
  if (kind === 'CharDevice' || kind === 'BlockDevice') return `is the host device ${file}`;
  const what = unusablePath(file);
  return what === undefined ? undefined : `is ${what}`;
}
