import { frame, type Input } from '../frame.ts';
import { isInert } from '../kube/inert-kinds.ts';
import { type CustomWorkload, podTemplatePaths } from '../kube/workload-kinds.ts';
import { itemsAt, mapAt, textAt } from '../yaml/read.ts';
import { sourceText } from '../yaml/source-text.ts';
import { imageKey } from './reference.ts';

/** Opens manifests as the function does. @throws InputError where they cannot be read. */
export function openManifests(text: string): Input {
  const source = text.endsWith('\n') ? text : `${text}\n`;
  return frame(sourceText(source), {
    isOfInterest: (apiVersion, kind) => !isInert(apiVersion, kind),
    namespace: '',
  });
}

/** The images of all pods that manifests make, each once; of several ways to write one the first in order. */
export function imagesOf({ resources }: Input, custom: readonly CustomWorkload[]): string[] {
  const found: string[] = [];
  for (const resource of resources) {
    for (const podTemplate of podTemplatePaths(resource, custom)) {
      const podSpec = mapAt(resource.root, ...podTemplate, 'spec');
      for (const container of [...itemsAt(podSpec, 'initContainers'), ...itemsAt(podSpec, 'containers')]) {
        const image = textAt(container, 'image');
        if (image) found.push(image);
      }
    }
  }
  return distinct(found);
}

/** Sorted by bytes, and each image once whichever way it is written. */
export function distinct(images: readonly string[]): string[] {
  const byKey = new Map<string, string>();
  for (const image of [...images].sort()) {
    const key = imageKey(image);
    if (!byKey.has(key)) byKey.set(key, image);
  }
  return [...byKey.values()].sort();
}
