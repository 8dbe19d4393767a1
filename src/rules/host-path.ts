import { isMounted } from '../kube/mounts.ts';
import type { Volume, Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import { textAt } from '../yaml/read.ts';

/** Directories of the kernel: a copy of them is nothing like the original. */
const KERNEL_DIRECTORIES = /^\/(dev|proc|sys)(\/|$)/;

export const hostPath = defineRule({
  id: 'host-path',
  summary: 'Find volumes whose content is copied into the VM once and never written back.',
  rationale:
    'Data of a hostPath or image volume is copied into the VM when the container starts. What the pod writes is lost, what the host ' +
    'changes later is not seen, and sockets and kernel files do not work at all.',
  remedy:
    'Use an emptyDir or a persistent volume for what is written, and a configMap for what is read. What needs the host cannot run in a VM: exclude the workload.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Kata Containers documentation, Limitations',
  severity: 'warning',
  wokenBy: { keys: ['volumes'] },

  inspect(workload) {
    const copied = workload.volumes.filter(({ type }) => type === 'hostPath' || type === 'image');
    return copied.length === 0 ? undefined : judge(copied, workload);
  },
});

function* judge(copied: readonly Volume[], workload: Workload): Iterable<Finding> {
  for (const volume of copied) {
    const path = [...volume.path, volume.type!];
    const kind = volume.type === 'image' ? 'an image volume' : 'a hostPath volume';
    const unusable = unusableReason(volume);
    if (!isMounted(workload, volume.name)) {
      yield {
        path,
        severity: 'info',
        message: `volume "${volume.name}" is ${kind} that no container mounts: it can go`,
      };
    } else if (unusable !== undefined) {
      yield {
        path,
        severity: 'error',
        message: `volume "${volume.name}" ${unusable}, which does not work inside of the VM: remove it or exclude the workload`,
      };
    } else {
      yield {
        path,
        message:
          `volume "${volume.name}" is ${kind}: its data is copied into the VM once and never written back. ` +
          'Use an emptyDir or a persistent volume for what is written, a configMap for what is read',
      };
    }
  }
}

function unusableReason({ type, node }: Volume): string | undefined {
  if (type !== 'hostPath') return undefined;
  const file = textAt(node, 'hostPath', 'path') ?? '';
  const kind = textAt(node, 'hostPath', 'type') ?? '';
  if (kind === 'Socket' || /\.sock$/.test(file)) return `is the host's socket ${file}`;
  if (kind === 'CharDevice' || kind === 'BlockDevice') return `is the host's device ${file}`;
  const kernel = KERNEL_DIRECTORIES.exec(file);
  return kernel ? `is in the host's /${kernel[1]}` : undefined;
}
