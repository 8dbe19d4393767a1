import type { Kinds } from '../kubernetes/kinds/configured.ts';
import type { Input } from '../manifest/types.ts';
import { itemsAt, mapAt, textAt } from '../yaml/access.ts';
import { imageKey } from './reference.ts';

/** Returns the images of all pods in the manifests, without duplicates. Of several spellings, the first in order is used. */
export function imagesOf({ resources }: Input, kinds: Kinds): string[] {
  const found: string[] = [];
  for (const resource of resources) {
    for (const podTemplate of kinds.podTemplates(resource)) {
      const podSpec = mapAt(resource.root, ...podTemplate, 'spec');
      for (const container of [...itemsAt(podSpec, 'initContainers'), ...itemsAt(podSpec, 'containers')]) {
        const image = textAt(container, 'image');
        if (image) found.push(image);
      }
    }
  }
  return distinct(found);
}

/** Sorts by bytes and removes duplicates, including different spellings of the same image. */
export function distinct(images: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const image of [...images].sort()) {
    const key = imageKey(image);
    if (!byKey.has(key)) byKey.set(key, image);
  }
  return [...byKey.values()].sort();
}
