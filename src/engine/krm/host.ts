import type { Input } from '../../manifest/types.ts';
import { mapAt, stringsOf } from '../../yaml/access.ts';

/** The program that called. Affects where results are shown, never what is changed. */
export type Host = 'kustomize' | 'kpt' | 'helm 3' | 'helm 4' | 'none';

/** Detects the host from its input and environment. */
export function hostOf(input: Input, environment: Readonly<Record<string, string | undefined>>): Host {
  const first = input.resources[0] ?? (input.list && input.unparsed[0]);
  const annotations = stringsOf(mapAt(first?.root, 'metadata', 'annotations'));
  if (input.list) {
    const config = stringsOf(mapAt(input.list.functionConfig, 'metadata', 'annotations'));
    if ('kustomize.config.k8s.io/id' in annotations || 'config.kubernetes.io/function' in config)
      return 'kustomize';
    const name = mapAt(input.list.functionConfig, 'metadata');
    if ('config.k8s.io/id' in annotations || stringsOf(name).name === 'function-input') return 'kpt';
    return 'none';
  }
  // Helm 4 runs post-renderers as plugins; Helm 3 runs an executable without further information.
  if (environment.HELM_PLUGIN_DIR || 'postrenderer.helm.sh/postrender-filename' in annotations)
    return 'helm 4';
  return /^# Source: /m.test(input.text.slice(0, 1000)) ? 'helm 3' : 'none';
}
