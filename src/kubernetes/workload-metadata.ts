import type { Resource } from '../manifest/types.ts';
import { mapAt, type Path, stringsOf } from '../yaml/access.ts';
import type { MapNode } from '../yaml/node.ts';
import { metadataPaths } from './metadata-paths.ts';

/** What selectors and overrides can match. */
export interface WorkloadIdentity {
  apiVersion: string;
  kind: string;
  name: string;
  /** '' where none is known. */
  namespace: string;
  /** Labels of the pod (template), and those of the object where the pod has none. */
  labels: Readonly<Record<string, string>>;
  /** The same of annotations, and those of what is in between, as a CronJob's job template is. */
  annotations: Readonly<Record<string, string>>;
  /** The pod's own annotations only. */
  podAnnotations: Readonly<Record<string, string>>;
  /** False if this program uses none of the labels and annotations, so they need not be read. */
  isMarked: boolean;
}

/** Name, labels and annotations of a resource that makes pods; `podTemplate` is its path from the resource's root. */
export function readIdentity(resource: Resource, podTemplate: Path, isMarked = true): WorkloadIdentity {
  return new IdentityView(resource, podTemplate, isMarked);
}

/** Labels and annotations are read on first use: most matchers do not need them. */
class IdentityView implements WorkloadIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly isMarked: boolean;
  readonly #metadata: MapNode | undefined;
  readonly #podMetadata: MapNode | undefined;
  readonly #root: MapNode;
  readonly #podMetadataPath: Path;
  #labels: Record<string, string> | undefined;
  #annotations: Record<string, string> | undefined;
  #podAnnotations: Record<string, string> | undefined;

  constructor({ apiVersion, kind, name, namespace, root }: Resource, podTemplate: Path, isMarked: boolean) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.name = name;
    this.namespace = namespace;
    this.isMarked = isMarked;
    this.#metadata = mapAt(root, 'metadata');
    this.#root = root;
    this.#podMetadataPath = [...podTemplate, 'metadata'];
    this.#podMetadata = mapAt(root, ...this.#podMetadataPath);
  }

  get labels(): Record<string, string> {
    this.#labels ??= {
      ...stringsOf(mapAt(this.#metadata, 'labels')),
      ...stringsOf(mapAt(this.#podMetadata, 'labels')),
    };
    return this.#labels;
  }

  get annotations(): Record<string, string> {
    this.#annotations ??= Object.assign(
      {},
      ...metadataPaths(this.#root, this.#podMetadataPath).map((path) =>
        stringsOf(mapAt(this.#root, ...path, 'annotations')),
      ),
    ) as Record<string, string>;
    return this.#annotations;
  }

  get podAnnotations(): Record<string, string> {
    this.#podAnnotations ??= stringsOf(mapAt(this.#podMetadata, 'annotations'));
    return this.#podAnnotations;
  }
}
