import { entriesOf, mapAt } from '../yaml/access.ts';
import { quantityOf } from './quantity.ts';
import type { Container } from './workload.ts';

/** What the names of GPU resources begin with (Contrast documentation, GPU configuration). */
export const GPU_PREFIX = 'nvidia.com/';

/** Names of the GPU resources that a container's limits ask for: `nvidia.com/pgpu`, `nvidia.com/GH100_H100_PCIE` (Contrast documentation, GPU configuration). */
export function gpuResourcesOf({ node }: Pick<Container, 'node'>): string[] {
  return entriesOf(mapAt(node, 'resources', 'limits'))
    .filter(([name, count]) => {
      if (!name.startsWith(GPU_PREFIX)) return false;
      return count.kind !== 'scalar' || quantityOf(count)?.nano !== 0n;
    })
    .map(([name]) => name);
}

/** True where one of the containers asks for a GPU. */
export function usesGpu(containers: readonly Pick<Container, 'node'>[]): boolean {
  return containers.some((container) => gpuResourcesOf(container).length > 0);
}

/** Resources of the common NVIDIA device plugin: GPUs of the host, shared ones and slices. */
export function isNoPassthrough(name: string): boolean {
  return /^nvidia\.com\/(gpu(\.shared)?$|mig-)/.test(name);
}
