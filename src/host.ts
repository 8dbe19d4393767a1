import type { Input } from './frame.ts';
import { mapAt, stringsOf } from './yaml/read.ts';

/** Who called: decides where results are shown, never what is changed. */
export type Host = 'kustomize' | 'kpt' | 'helm 3' | 'helm 4' | 'none';

/** Tells the host by what it leaves in its input and environment. */
export function hostOf(input: Input, environment: Readonly<Record<string, string | undefined>>): Host {
  const first = input.resources[0] ?? (input.list && input.aside[0]);
  const annotations = stringsOf(mapAt(first?.root, 'metadata', 'annotations'));
  if (input.list) {
    const config = stringsOf(mapAt(input.list.functionConfig, 'metadata', 'annotations'));
    if ('kustomize.config.k8s.io/id' in annotations || 'config.kubernetes.io/function' in config)
      return 'kustomize';
    const name = mapAt(input.list.functionConfig, 'metadata');
    if ('config.k8s.io/id' in annotations || stringsOf(name).name === 'function-input') return 'kpt';
    return 'none';
  }
  // Helm 4 runs post-renderers as plugins; Helm 3 runs an executable and tells it nothing.
  if (environment.HELM_PLUGIN_DIR || 'postrenderer.helm.sh/postrender-filename' in annotations)
    return 'helm 4';
  return /^# Source: /m.test(input.text.slice(0, 1000)) ? 'helm 3' : 'none';
}
