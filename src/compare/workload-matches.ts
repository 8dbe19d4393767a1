import type { ObjectName } from '../kubernetes/object-name.ts';
import type { Resource } from '../manifest/types.ts';
import type { Path } from '../yaml/access.ts';
import type { Difference } from './differences.ts';
import type { LiveObjects, OwnerChain } from './live-objects.ts';
import {
  classOf,
  containerNames,
  isOfContrast,
  liveTemplate,
  runsUnderContrast,
  templatePaths,
} from './pod-templates.ts';
import { preparedDifferences } from './prepared-differences.ts';
import type { PreparedWorkload, PreparedWorkloads } from './prepared-workloads.ts';

/** The live object of a workload. Another object can own it, such as one of an operator. */
export interface Controller {
  resource: Resource;
  templatePath: Path;
  runtimeClass: string;
  /** How its pod template differs from the file; empty if it does not run under Contrast. */
  differences: readonly Difference[];
}

/** The live objects of one prepared workload in one namespace. */
export interface WorkloadMatch {
  prepared: PreparedWorkload;
  namespace: string;
  /** Undefined for a Pod without a controller, and if the controller is not in the input. */
  controller: Controller | undefined;
  /** Differences of the objects between the controller and its pods, such as ReplicaSets, by name. */
  created: Map<string, readonly Difference[]>;
}

/** Joins live objects with the workloads of the files. */
export class WorkloadMatches {
  readonly #prepared: PreparedWorkloads;
  readonly #live: LiveObjects;
  readonly #matches = new Map<string, WorkloadMatch>();

  constructor(prepared: PreparedWorkloads, live: LiveObjects) {
    this.#prepared = prepared;
    this.#live = live;
  }

  get all(): readonly WorkloadMatch[] {
    return [...this.#matches.values()];
  }

  /** Returns the match of an object, by its own name or that of an owner; undefined if no file has its workload. */
  of(chain: OwnerChain): WorkloadMatch | undefined {
    for (const key of chain) {
      const prepared = this.#preparedFor(key, chain[0]!.resource!);
      if (!prepared) continue;
      const id = `${prepared.id} ${key.namespace}`;
      let match = this.#matches.get(id);
      if (!match) {
        match = newMatch(prepared, key.namespace, key.resource);
        this.#matches.set(id, match);
      }
      return match;
    }
    return undefined;
  }

  /** The workload of the files that a live object is called like: of its namespace, of none, or moved from another one. */
  #preparedFor({ kind, namespace, name }: ObjectName, live: Resource): PreparedWorkload | undefined {
    const candidates = this.#prepared.named(kind, name);
    if (candidates.length === 0) return undefined;
    const ofNamespace = candidates.filter(({ resource }) => resource.namespace === namespace);
    if (ofNamespace.length > 0) return mostAlike(ofNamespace, live);
    const ofNone = candidates.filter(({ resource }) => resource.namespace === '');
    // Another workload can have the same name in another namespace.
    const isElsewhere = () =>
      this.#live.named(kind, name).some((one) => one.namespace === 'default' || runsUnderContrast(one));
    if (ofNone.length > 0 && (namespace === 'default' || runsUnderContrast(live) || !isElsewhere()))
      return mostAlike(ofNone, live);
    return candidates.find((one) => one.resource.namespace !== '' && this.#isMoved(one, live));
  }

  /** True for a workload of another namespace than in the files: it runs under Contrast, and its containers are the same. */
  #isMoved({ resource, template }: PreparedWorkload, live: Resource): boolean {
    const { kind, namespace, name } = resource;
    if (this.#live.named(kind, name).some((one) => one.namespace === namespace)) return false;
    if (!runsUnderContrast(live)) return false;
    const names = containerNames(liveTemplate(live, templatePaths(live)[0]));
    return containerNames(template).every((one) => names.includes(one));
  }
}

function newMatch(prepared: PreparedWorkload, namespace: string, live: Resource | undefined): WorkloadMatch {
  return {
    prepared,
    namespace,
    controller: live && controllerOf(prepared, live),
    created: new Map(),
  };
}

function controllerOf(prepared: PreparedWorkload, resource: Resource): Controller | undefined {
  const [templatePath] = resource.kind === 'Pod' ? [] : templatePaths(resource);
  const template = liveTemplate(resource, templatePath);
  if (!templatePath || !template) return undefined;
  const runtimeClass = classOf(template);
  const differences = isOfContrast(runtimeClass) ? preparedDifferences(prepared, template, false) : [];
  return { resource, templatePath, runtimeClass, differences };
}

/** A custom resource can have several pod templates: the one whose containers are those of the live object. */
function mostAlike(candidates: readonly PreparedWorkload[], live: Resource): PreparedWorkload {
  if (candidates.length === 1) return candidates[0]!;
  const names = containerNames(liveTemplate(live, templatePaths(live)[0]));
  const shared = ({ template }: PreparedWorkload) =>
    containerNames(template).filter((name) => names.includes(name)).length;
  return candidates.reduce((best, one) => (shared(one) > shared(best) ? one : best));
}
