import { at, itemsAt, mapAt, type Path, textAt } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';
import { visitMaps } from '../yaml/visit.ts';
import { workloadKindOf } from './kinds/lookup.ts';

/** Pods that an object holds in its fields: a PodSpec, or a whole object of one of Kubernetes' own kinds. */
export interface EmbeddedPods {
  /** Path of the PodSpec, or of the object. */
  path: Path;
  /** The kind of the object. */
  kind: string | undefined;
}

/** Fields of every object that say nothing of what it makes. */
const WITHOUT_PODS = new Set(['metadata', 'status']);
/** These fields contain patterns of pods (Kyverno, validate and mutate rules). */
const PATTERNS = new Set(['pattern', 'anyPattern', 'patchStrategicMerge']);

/** Returns the pods and pod templates in an object, in the order of its fields, without those that an alias refers to. */
export function embeddedPods(root: MapNode): EmbeddedPods[] {
  const found: EmbeddedPods[] = [];
  const visit = (map: MapNode, path: Path): boolean => {
    if (path.length === 0) return true;
    // A pod template may say that it is a Pod.
    const kind = path.at(-1) === 'template' ? undefined : workloadKind(map);
    if (kind === undefined && !isPodSpec(map, isTemplateSpec(path))) return true;
    found.push({ path, kind });
    return false;
  };
  visitMaps(root, [], visit, (key, path) => !(path.length === 0 ? WITHOUT_PODS : PATTERNS).has(key));
  return found;
}

/** The kind of a workload that is there in whole, and not only referred to. */
function workloadKind(map: MapNode): string | undefined {
  const apiVersion = textAt(map, 'apiVersion') ?? '';
  const kind = textAt(map, 'kind') ?? '';
  if (apiVersion === '') return undefined;
  const facts = workloadKindOf({ apiVersion, kind });
  return facts && isPodSpec(mapAt(map, ...facts.podTemplate, 'spec'), true) ? kind : undefined;
}

/** True for `template.spec`, `podTemplate.spec` and their like. */
export function isTemplateSpec(path: Path): boolean {
  return path.at(-1) === 'spec' && /template$/i.test(String(path.at(-2)));
}

/** What containers have that other things of a name have not; operators fill in the image. */
const FIELDS = ['args', 'command', 'env', 'envFrom', 'ports', 'resources', 'securityContext', 'volumeMounts'];

/** A list of containers gives a PodSpec away. */
function isPodSpec(map: MapNode | undefined, inTemplate: boolean): boolean {
  return itemsAt(map, 'containers').some(
    (container) =>
      at(container, 'image') !== undefined ||
      (at(container, 'name') !== undefined &&
        (inTemplate || FIELDS.some((field) => at(container, field) !== undefined))),
  );
}
