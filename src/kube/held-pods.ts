import type { MapNode } from '../yaml/node.ts';
import { at, itemsAt, mapAt, type Path, textAt } from '../yaml/read.ts';
import { visitMaps } from '../yaml/visit-maps.ts';
import { podTemplatePaths } from './workload-kinds.ts';

/** Pods that an object holds in its fields: a PodSpec, or a whole object of one of Kubernetes' own kinds. */
export interface HeldPods {
  /** Path of the PodSpec, or of the object. */
  path: Path;
  /** The kind of the object. */
  kind: string | undefined;
}

/** Fields of every object that say nothing of what it makes. */
const ASIDE = new Set(['metadata', 'status']);
/** What stands here are patterns of pods (Kyverno, validate and mutate rules). */
const PATTERNS = new Set(['pattern', 'anyPattern', 'patchStrategicMerge']);

/** What an object holds that makes pods, in the order of its fields. What it only refers to by an alias is left to where it stands. */
export function podsHeldBy(root: MapNode): HeldPods[] {
  const found: HeldPods[] = [];
  const visit = (map: MapNode, path: Path): boolean => {
    if (path.length === 0) return true;
    // A pod template may say that it is a Pod.
    const kind = path.at(-1) === 'template' ? undefined : workloadKind(map);
    if (kind === undefined && !isPodSpec(map, isTemplateSpec(path))) return true;
    found.push({ path, kind });
    return false;
  };
  visitMaps(root, [], visit, (key, path) => !(path.length === 0 ? ASIDE : PATTERNS).has(key));
  return found;
}

/** The kind of a workload that is there in whole, and not only referred to. */
function workloadKind(map: MapNode): string | undefined {
  const apiVersion = textAt(map, 'apiVersion') ?? '';
  const kind = textAt(map, 'kind') ?? '';
  if (apiVersion === '') return undefined;
  const isHere = podTemplatePaths({ apiVersion, kind }, []).some((path) =>
    isPodSpec(mapAt(map, ...path, 'spec'), true),
  );
  return isHere ? kind : undefined;
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
