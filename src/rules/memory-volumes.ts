import { securePvOf } from '../contrast/secure-pv.ts';
import { podLimit } from '../kubernetes/pod-resources.ts';
import { describeMemory, quantityOf, sumOf } from '../kubernetes/quantity.ts';
import { scalarAt } from '../yaml/access.ts';
import { defineRule } from './rule.ts';

export const memoryVolumes = defineRule({
  id: 'memory-volumes',
  summary: 'Check that emptyDir volumes fit into the memory of the pod.',
  rationale:
    'An emptyDir is stored in the memory of the VM, regardless of its medium: its data reduces the memory for the containers.',
  remedy: 'Raise the limit of a container that writes to the volumes, or lower their `sizeLimit`.',
  source:
    'Contrast documentation, Prepare deployment files, Volumes; Kata Containers, guest-local emptyDir volumes',
  severity: 'warning',
  triggers: { keys: ['sizeLimit'] },

  *inspect(workload) {
    const limit = podLimit(workload, 'memory');
    // The rule memory-limit reports pods without any limit.
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
      message: `emptyDir volumes may hold ${describeMemory(sum)} in total, which is stored in the memory of the VM, but the limits of the pod are ${describeMemory(limit)}: raise a memory limit or lower sizeLimit`,
    };
  },
});
