import { type AnnotationName, annotationNames, CONTRAST_PREFIX, placeOf } from '../contrast/annotations.ts';
import { formatVersion } from '../contrast/version.ts';
import { remove, set, setFirst } from '../edit/edit.ts';
import { metadataPaths } from '../kube/metadata-paths.ts';
import type { Workload } from '../kube/workload.ts';
import { defineRule, type Finding } from '../rule.ts';
import type { ScalarNode } from '../yaml/node.ts';
import { at, entriesOf, formatPath, mapAt, type Path, scalarAt } from '../yaml/read.ts';

export const annotationPlacement = defineRule({
  id: 'annotation-placement',
  summary: 'Put the annotations of Contrast where the release in use reads them.',
  rationale:
    'Since 1.13 `contrast generate` reads the annotations of the pod template, before that it read most of them on the object. In the other place they mean nothing: no service mesh, no secure volume, and no message.',
  remedy:
    'Applied by itself: the annotation moves. Where both places say different things, remove one of them.',
  source: 'Contrast documentation, Contrast elements in Kubernetes YAML; Contrast source, generate',
  severity: 'warning',
  wokenBy: { keys: [`${CONTRAST_PREFIX}*`] },

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

function hasOwnAnnotations({ resource }: Workload, place: Path): boolean {
  const entries = entriesOf(mapAt(resource.root, ...place, 'annotations'));
  return entries.some(([key]) => key.startsWith(CONTRAST_PREFIX));
}

function* judge(workload: Workload, name: AnnotationName, places: Path[]): Iterable<Finding> {
  const { podMetadataPath, settings } = workload;
  const key = CONTRAST_PREFIX + name;
  const right = placeOf(name, settings.version) === 'pod' ? podMetadataPath : ['metadata'];
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
        message: `${key} stands here and, with another value, in ${formatPath(right)}, where alone Contrast ${formatVersion(settings.version)} reads it: remove the one that is not meant`,
      };
    }
  }
}

function annotationIn(workload: Workload, place: Path, key: string): ScalarNode | undefined {
  return scalarAt(workload.resource.root, ...place, 'annotations', key);
}

/** Two results, one for each place; either of them makes both edits, so that no annotation is lost between them. */
function* moveAnnotation(workload: Workload, node: ScalarNode, from: Path, to: Path): Iterable<Finding> {
  const release = `Contrast ${formatVersion(workload.settings.version)}`;
  const [key, holder] = [to.at(-1), to.slice(0, -2)];
  const edits = [set(to, node), remove(from)];
  const message = `${key} stands in ${formatPath(from.slice(0, -2))}, but ${release} reads it in ${formatPath(holder)} only: move it there`;
  yield {
    path: to,
    proposedValue: node.value,
    message,
    fix: {
      edits: [...edits],
      message: `moved here from ${formatPath(from.slice(0, -2))}, since ${release} reads it here only`,
    },
  };
  yield {
    path: from,
    currentValue: node.value,
    message,
    fix: { edits, message: `moved to ${formatPath(holder)}, since ${release} reads it there only` },
  };
}

/** A pod template without metadata gets it where people look for it, in front of its spec. The first move makes it for all. */
function addMetadata(findings: Finding[], podMetadataPath: Path): void {
  const first = findings.find(
    ({ path, fix }) => fix && podMetadataPath.every((key, index) => path[index] === key),
  );
  first?.fix?.edits.unshift(setFirst(podMetadataPath, { annotations: {} }));
}
