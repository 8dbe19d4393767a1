import { perShape } from '../kube/kept.ts';
import type { Workload } from '../kube/workload.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { mapAt, type Path, scalarAt } from '../yaml/read.ts';
import { atLeast, type ContrastVersion } from './version.ts';

/** What the keys of Contrast's own annotations and labels begin with. */
export const CONTRAST_PREFIX = 'contrast.edgeless.systems/';

/** Label, and annotation before mid-2026, that marks Contrast's own pods (Contrast source, `internal/kuberesource`). */
export const POD_ROLE = `${CONTRAST_PREFIX}pod-role`;

/** Where a release reads an annotation: on the object that makes pods, or on the pod (template). */
export type AnnotationPlace = 'object' | 'pod';

/**
 * The annotations about pods, and where releases before 1.13 read them (Contrast documentation, Contrast elements in
 * Kubernetes YAML; Contrast source, generate).
 */
const PLACES_BEFORE_1_13 = {
  'image-store-size': 'pod',
  'pod-role': 'pod',
  'secure-pv': 'object',
  'servicemesh-admin-interface-port': 'object',
  'servicemesh-egress': 'object',
  'servicemesh-ingress': 'object',
  'skip-initializer': 'object',
  'workload-secret-id': 'pod',
} as const satisfies Record<string, AnnotationPlace>;

/** The part of an annotation's key behind the prefix. */
export type AnnotationName = keyof typeof PLACES_BEFORE_1_13;

export const annotationNames = Object.keys(PLACES_BEFORE_1_13) as AnnotationName[];

/** Where the release reads the annotation: since 1.13 always on the pod. */
export function placeOf(name: AnnotationName, version: ContrastVersion): AnnotationPlace {
  return atLeast(version, '1.13') ? 'pod' : PLACES_BEFORE_1_13[name];
}

/** One of Contrast's annotations where the workload's release reads it. */
export interface ContrastAnnotation {
  key: string;
  value: string;
  path: Path;
  node: ScalarNode;
}

/** Path of the annotation where the release in use reads it. */
export function annotationPath({ podMetadataPath, settings }: Workload, name: AnnotationName): Path {
  const holder = placeOf(name, settings.version) === 'pod' ? podMetadataPath : ['metadata'];
  return [...holder, 'annotations', CONTRAST_PREFIX + name];
}

/** The annotation where the release in use reads it; undefined where it is not there, wherever else it may stand. */
export function annotationOf(workload: Workload, name: AnnotationName): ContrastAnnotation | undefined {
  const { pod, object } = annotationMaps(workload);
  const key = CONTRAST_PREFIX + name;
  const node = scalarAt(placeOf(name, workload.settings.version) === 'pod' ? pod : object, key);
  return node && { key, value: node.value, path: annotationPath(workload, name), node };
}

const annotationMaps = perShape(({ resource, podMetadataPath }) => ({
  pod: mapAt(resource.root, ...podMetadataPath, 'annotations'),
  object: mapAt(resource.root, 'metadata', 'annotations'),
}));
