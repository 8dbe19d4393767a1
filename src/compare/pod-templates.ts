import { isConfidential, readRuntimeClass } from '../contrast/runtime-class.ts';
import { Kinds } from '../kubernetes/kinds/configured.ts';
import { createsPods } from '../kubernetes/kinds/lookup.ts';
import type { Resource } from '../manifest/types.ts';
import { isObject, type JsonObject } from '../util/json.ts';
import { at, mapAt, type Path, stringsOf, textAt } from '../yaml/access.ts';
import { kubectlJson } from './kubectl-json.ts';

const KINDS = new Kinds();

/** Paths of the pod templates from which objects of this kind create pods; a Pod is its own. */
export function templatePaths(resource: Resource): readonly Path[] {
  return createsPods(resource) ? KINDS.podTemplates(resource) : [];
}

/** Returns the pod template of a live object at `path`, without the metadata that are not compared. */
export function liveTemplate(resource: Resource, path: Path | undefined): JsonObject | undefined {
  const node = path && mapAt(resource.root, ...path);
  const spec = node && at(node, 'spec');
  if (!spec) return undefined;
  const metadata = mapAt(node, 'metadata');
  const part = (key: string) => ({ ...stringsOf(mapAt(metadata, key)) });
  return { metadata: { labels: part('labels'), annotations: part('annotations') }, spec: kubectlJson(spec) };
}

/** Returns the RuntimeClass of a pod template; '' if it has none. */
export function classOf(template: JsonObject | undefined): string {
  const name = isObject(template?.spec) ? template.spec.runtimeClassName : undefined;
  return typeof name === 'string' ? name : '';
}

export function containerNames(template: JsonObject | undefined): string[] {
  const containers = isObject(template?.spec) ? template.spec.containers : undefined;
  if (!Array.isArray(containers)) return [];
  return containers.flatMap((one) => (isObject(one) && typeof one.name === 'string' ? [one.name] : []));
}

/** True for the classes of Contrast, also the insecure and the removed ones. */
export function isOfContrast(runtimeClass: string): boolean {
  if (runtimeClass === '') return false;
  const reading = readRuntimeClass(runtimeClass);
  return isConfidential(reading) || reading.kind === 'insecure' || reading.kind === 'removed';
}

/** True for a live object whose pods run under a class of Contrast. */
export function runsUnderContrast(live: Resource): boolean {
  const [path] = templatePaths(live);
  return path !== undefined && isOfContrast(textAt(live.root, ...path, 'spec', 'runtimeClassName') ?? '');
}
