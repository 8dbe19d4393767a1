import { type AnnotationName, annotationNames, CONTRAST_PREFIX, placeOf } from '../contrast/annotations.ts';

import type { ConfidentialWorkload } from '../contrast/confidential-workload.ts';

import { metadataPaths } from '../kubernetes/metadata-paths.ts';
import { at, entriesOf, formatPath, mapAt, type Path, scalarAt } from '../yaml/access.ts';
import { remove, set, setFirst } from '../yaml/edit/edit.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { defineRule, type Finding } from './rule.ts';

export const annotationPlacement = defineRule({
  id: 'annotation-placement',
  summary: 'Move the annotations of Contrast to the place where the release in use reads them.',
  rationale:
    'Since 1.13 `contrast generate` reads the annotations of the pod template; earlier releases read most of them on the object. In the wrong place they are ignored without a message, so the pod has no service mesh or secure volume.',
  remedy:
    'Applied automatically: the annotation moves. If both places have different values, remove one of them.',
  source: 'Contrast documentation, Contrast elements in Kubernetes YAML; Contrast source, generate',
  severity: 'warning',
  triggers: { keys: [`${CONTRAST_PREFIX}*`] },

  *inspect(workload) {
    // A Pod is its own template.
    const places = metadataPaths(workload.resource.root, workload.podMetadataPath);
    if (places.length === 1 || !places.some((place) => hasOwnAnnotations(workload, place))) return;
    const findings = annotationNames.flatMap((name) => [...judge(workload, name, places)]);
    const { resource, podMetadataPath } = workload;
    if (!at(resource.root, ...podMetadataPath)) addMetadata(findings, podMetadataPath);
    yield* findings;
  },
});

function hasOwnAnnotations({ resource }: ConfidentialWorkload, place: Path): boolean {
  const entries = entriesOf(mapAt(resource.root, ...place, 'annotations'));
  return entries.some(([key]) => key.startsWith(CONTRAST_PREFIX));
}

function* judge(workload: ConfidentialWorkload, name: AnnotationName, places: Path[]): Iterable<Finding> {
  const { podMetadataPath, settings } = workload;
  const key = CONTRAST_PREFIX + name;
  const right = placeOf(name, settings.release) === 'pod' ? podMetadataPath : ['metadata'];
  let counts = annotationIn(workload, right, key);
  for (const place of places) {
    const node = formatPath(place) === formatPath(right) ? undefined : annotationIn(workload, place, key);
    if (!node) continue;
    const path = [...place, 'annotations', key];
    if (!counts) {
      yield* moveAnnotation(workload, node, path, [...right, 'annotations', key]);
      counts = node;
    } else if (counts.value !== node.value) {
      yield {
        path,
        currentValue: node.value,
        message: `${key} is set both here and, with another value, in ${formatPath(right)}, the only place where Contrast ${settings.release.name} reads it: remove the wrong one`,
      };
    }
  }
}

function annotationIn(workload: ConfidentialWorkload, place: Path, key: string): ScalarNode | undefined {
  return scalarAt(workload.resource.root, ...place, 'annotations', key);
}

/** Yields one finding for each place. Each makes both edits, so that the annotation is never lost. */
function* moveAnnotation(
  workload: ConfidentialWorkload,
  node: ScalarNode,
  from: Path,
  to: Path,
): Iterable<Finding> {
  const release = `Contrast ${workload.settings.release.name}`;
  const [key, holder] = [to.at(-1), to.slice(0, -2)];
  const edits = [set(to, node), remove(from)];
  const message = `${key} is in ${formatPath(from.slice(0, -2))}, but ${release} reads it only in ${formatPath(holder)}: move it there`;
  yield {
    path: to,
    proposedValue: node.value,
    message,
    fix: {
      edits: [...edits],
      message: `moved here from ${formatPath(from.slice(0, -2))}, since ${release} reads it only here`,
    },
  };
  yield {
    path: from,
    currentValue: node.value,
    message,
    fix: { edits, message: `moved to ${formatPath(holder)}, since ${release} reads it only there` },
  };
}

/** Has the first move add metadata to a pod template without any, before its spec, where people expect it. */
function addMetadata(findings: Finding[], podMetadataPath: Path): void {
  const first = findings.find(
    ({ path, fix }) => fix && podMetadataPath.every((key, index) => path[index] === key),
  );
  first?.fix?.edits.unshift(setFirst(podMetadataPath, { annotations: {} }));
}
