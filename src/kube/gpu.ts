import { entriesOf, mapAt } from '../yaml/read.ts';
import type { Container } from './workload.ts';

/** Names of the GPU resources among a container's limits: `nvidia.com/pgpu`, `nvidia.com/GH100_H100_PCIE` (Contrast documentation, GPU configuration). */
export function gpuResourcesOf({ node }: Pick<Container, 'node'>): string[] {
  return entriesOf(mapAt(node, 'resources', 'limits'))
    .map(([name]) => name)
    .filter((name) => name.startsWith('nvidia.com/'));
}
