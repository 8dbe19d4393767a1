import { relative, resolve } from 'node:path';

/**
 * Returns the folder of the overlay that `init` writes for a kustomization, relative to the working directory. It is beside the folder of
 * the kustomization, because kustomize rejects an overlay inside its base ("cycle detected").
 */
export function overlayOf(folder: string): string {
  return relative('', `${resolve(folder)}-prepared`);
}
