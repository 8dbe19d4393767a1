import { securePvOf } from '../contrast/secure-pv.ts';
import { podLimit } from '../kube/pod-resources.ts';
import { describeMemory, quantityOf, sumOf } from '../kube/quantity.ts';
import { defineRule } from '../rule.ts';
import { scalarAt } from '../yaml/read.ts';

export const memoryVolumes = defineRule({
  id: 'memory-volumes',
  summary: 'Check that emptyDir volumes fit into the memory of the pod.',
  rationale:
    'An emptyDir is kept in the memory of the VM, whatever its medium: what it holds is missing for the containers.',
  remedy: 'Raise the limit of a container that writes to the volumes, or lower their `sizeLimit`.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Kata Containers, guest-local emptyDir volumes',
  severity: 'warning',
  wokenBy: { keys: ['sizeLimit'] },

  *inspect(workload) {
    const limit = podLimit(workload, 'memory');
    // Without any limit memory-limit has the word.
    if (!limit) return;
    // The emptyDir of a secure persistent volume is on its disk.
    const onDisk = securePvOf(workload)?.mount.text;
    const sizes = workload.volumes.flatMap(({ name, node }) => {
      if (name === onDisk) return [];
      const size = scalarAt(node, 'emptyDir', 'sizeLimit');
      return (size && quantityOf(size)) ?? [];
    });
    const sum = sumOf(sizes);
    if (sum <= limit) return;
    yield {
      path: [...workload.podSpecPath, 'volumes'],
      message: `emptyDir volumes may hold ${describeMemory(sum)} together, which is kept in the memory of the VM, but the limits of the pod are ${describeMemory(limit)}: raise a memory limit or lower sizeLimit`,
    };
  },
});
