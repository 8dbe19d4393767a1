import { memoPerStructure } from '../kubernetes/memo.ts';
import { mapAt, type Path, scalarAt } from '../yaml/access.ts';
import type { MapNode, ScalarNode } from '../yaml/node.ts';
import type { ConfidentialWorkload } from './confidential-workload.ts';
import type { Release } from './releases.ts';

/** What the keys of Contrast's own annotations and labels begin with. */
export const CONTRAST_PREFIX = 'contrast.edgeless.systems/';

/** Label, in older releases annotation, that marks Contrast's own pods (Contrast source, `internal/kuberesource`). */
export const POD_ROLE = `${CONTRAST_PREFIX}pod-role`;

/** Where a release reads an annotation: on the object that makes pods, or on the pod (template). */
export type AnnotationPlace = 'object' | 'pod';

/**
 * The annotations about pods, and where releases read them that know two places (Contrast documentation, Contrast elements in
 * Kubernetes YAML; Contrast source, generate).
 */
const OLD_PLACES = {
  'image-store-size': 'pod',
  'pod-role': 'pod',
  'secure-pv': 'object',
  'servicemesh-admin-interface-port': 'object',
  'servicemesh-egress': 'object',
  'servicemesh-ingress': 'object',
  'skip-initializer': 'object',
  'workload-secret-id': 'pod',
} as const satisfies Record<string, AnnotationPlace>;

/** The part of an annotation's key after the prefix. */
export type AnnotationName = keyof typeof OLD_PLACES;

export const annotationNames = Object.keys(OLD_PLACES) as AnnotationName[];

/** Where the release reads the annotation: in newer ones always on the pod. */
export function placeOf(name: AnnotationName, release: Release): AnnotationPlace {
  return release.fact('annotations').value === 'pod' ? 'pod' : OLD_PLACES[name];
}

/** One of Contrast's annotations where the workload's release reads it. */
export interface ContrastAnnotation {
  key: string;
  value: string;
  path: Path;
  node: ScalarNode;
}

/** Path of the annotation where the release in use reads it. */
export function annotationPath(
  { podMetadataPath, settings }: ConfidentialWorkload,
  name: AnnotationName,
): Path {
  const holder = placeOf(name, settings.release) === 'pod' ? podMetadataPath : ['metadata'];
  return [...holder, 'annotations', CONTRAST_PREFIX + name];
}

/** Returns the annotation from the object on which the release in use reads it; other objects are ignored. */
export function annotationOf(
  workload: ConfidentialWorkload,
  name: AnnotationName,
): ContrastAnnotation | undefined {
  const { pod, object } = annotationMaps(workload);
  if (!pod && !object) return undefined;
  const key = CONTRAST_PREFIX + name;
  const node = scalarAt(placeOf(name, workload.settings.release) === 'pod' ? pod : object, key);
  return node && { key, value: node.value, path: annotationPath(workload, name), node };
}

/** True for the Coordinator, which is marked by a label or by an annotation of its pod. */
export function isCoordinator(workload: ConfidentialWorkload): boolean {
  const label = scalarAt(workload.resource.root, ...workload.podMetadataPath, 'labels', POD_ROLE)?.value;
  return label === 'coordinator' || annotationOf(workload, 'pod-role')?.value === 'coordinator';
}

/** The maps that may have annotations of Contrast; most have none. */
const annotationMaps = memoPerStructure(({ resource, podMetadataPath }) => ({
  pod: ifMarked(mapAt(resource.root, ...podMetadataPath, 'annotations')),
  object: ifMarked(mapAt(resource.root, 'metadata', 'annotations')),
}));

function ifMarked(map: MapNode | undefined): MapNode | undefined {
  if (!map || map.merges || map.duplicates) return map;
  return map.entries.some(({ key }) => key!.value.startsWith(CONTRAST_PREFIX)) ? map : undefined;
}

/** Prefix of this program's own annotations. */
export const OWN_PREFIX = 'prepare-contrast.dev/';

/** The annotation by which a pod gives limits to containers that have none. */
export const MEMORY_ANNOTATION = `${OWN_PREFIX}memory`;
