import { generatedAnnotation } from '../contrast/generated-annotations.ts';
import { claimTemplatesPath } from '../kubernetes/claim-templates.ts';
import { podTemplatesIn } from '../kubernetes/kinds/configured.ts';
import type { Resource } from '../manifest/types.ts';
import { groupBy } from '../util/group-by.ts';
import { isObject, type JsonObject } from '../util/json.ts';
import { itemsAt, mapAt, type Path, stringsOf, textAt } from '../yaml/access.ts';
import { kubectlJson } from './kubectl-json.ts';
import { classOf, isOfContrast, templatePaths } from './pod-templates.ts';

/** A workload of the files that runs under Contrast, as it was prepared or generated. */
export interface PreparedWorkload {
  /** Identifies the workload among those of the files. */
  id: string;
  resource: Resource;
  templatePath: Path;
  template: JsonObject;
  runtimeClass: string;
  claimTemplates: readonly string[];
  /** True if `contrast generate` wrote the file. */
  isGenerated: boolean;
}

/** The workloads of the files by what their live objects are called. */
export class PreparedWorkloads {
  readonly all: readonly PreparedWorkload[];
  readonly #byName: ReadonlyMap<string, readonly PreparedWorkload[]>;

  constructor(resources: readonly Resource[]) {
    this.all = resources.flatMap((resource) => {
      const paths = templatePaths(resource);
      if (paths.length === 0) return [];
      return podTemplatesIn(resource.root, paths).flatMap((path) => readPrepared(resource, path));
    });
    this.#byName = groupBy(this.all, ({ resource: { kind, name } }) => `${kind}/${name}`);
  }

  /** The workloads of that kind and name, in any namespace. */
  named(kind: string, name: string): readonly PreparedWorkload[] {
    return this.#byName.get(`${kind}/${name}`) ?? [];
  }
}

function readPrepared(resource: Resource, templatePath: Path): PreparedWorkload[] {
  const node = mapAt(resource.root, ...templatePath);
  const template = node && kubectlJson(node);
  if (!isObject(template)) return [];
  const runtimeClass = classOf(template);
  if (!isOfContrast(runtimeClass)) return [];
  const { kind, namespace, name } = resource;
  const claims = claimTemplatesPath(resource, templatePath);
  const claimNodes = claims ? itemsAt(resource.root, ...claims) : [];
  return [
    {
      id: `${kind}/${namespace}/${name} ${templatePath.join('.')}`,
      resource,
      templatePath,
      template,
      runtimeClass,
      claimTemplates: claimNodes.flatMap((claim) => textAt(claim, 'metadata', 'name') ?? []),
      isGenerated: generatedAnnotation(stringsOf(mapAt(node, 'metadata', 'annotations'))) !== undefined,
    },
  ];
}
