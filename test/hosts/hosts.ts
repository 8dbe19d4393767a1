import { helm } from './helm.ts';
import type { Host } from './host.ts';
import { kpt } from './kpt.ts';
import { kustomize } from './kustomize.ts';

/** Every way in which a host calls the function, the simplest of each program first. kubectl has no exec functions. */
export const hosts: Host[] = [
  kustomize('kustomize 5', 'exec'),
  kustomize('kustomize 5', 'container'),
  kustomize('kustomize 4', 'exec'),
  kustomize('kubectl 1.36', 'container'),
  kustomize('kubectl 1.32', 'container'),
  kustomize('kustomize 5', 'plugin'),
  kustomize('kubectl 1.36', 'plugin'),
  kustomize('kubectl 1.32', 'plugin'),
  kpt('render', 'exec'),
  kpt('render', 'image'),
  kpt('eval', 'exec'),
  kpt('eval', 'image'),
  helm('helm 3', 'template'),
  helm('helm 3', 'install'),
  helm('helm 4', 'template'),
  helm('helm 4', 'install'),
];
