import { at, type Path } from '../../yaml/access.ts';
import type { MapNode } from '../../yaml/node.ts';
import { groupOf, type Kind, type ObjectType, type WorkloadKind } from './kind.ts';
import { kindOf, workloadKindOf } from './lookup.ts';

/** A custom resource that holds a pod template, as an entry of `workloads.paths` names it. */
export interface ConfiguredKind extends ObjectType {
  podTemplate: Path;
}

/** A kind of custom resources and whether its operator creates pods, as an entry of `workloads.kinds` says. */
export interface DeclaredKind {
  group: string;
  kind: string;
  pods: 'operator' | 'none';
}

const NONE: readonly Path[] = [];

/** The table of kinds and what the configuration adds to it. */
export class Kinds {
  readonly #configured: readonly ConfiguredKind[];
  readonly #declared: readonly DeclaredKind[];

  constructor(configured: readonly ConfiguredKind[] = [], declared: readonly DeclaredKind[] = []) {
    this.#configured = configured;
    this.#declared = declared;
  }

  /** True if the configuration names kinds with pod templates. */
  get hasConfigured(): boolean {
    return this.#configured.length > 0;
  }

  /** What is known about objects of this type. The configuration overrides the table. */
  of(type: ObjectType): Kind | undefined {
    const group = groupOf(type.apiVersion);
    const declared = this.#declared.findLast((one) => one.kind === type.kind && one.group === group);
    return declared ? { pods: declared.pods } : kindOf(type);
  }

  /** Paths of the pod templates that the configuration names for objects of this type. */
  configuredTemplates({ apiVersion, kind }: ObjectType): readonly Path[] {
    if (this.#configured.length === 0) return NONE;
    return this.#configured
      .filter((one) => one.kind === kind && one.apiVersion === apiVersion)
      .map(({ podTemplate }) => podTemplate);
  }

  isConfigured(type: ObjectType): boolean {
    return this.configuredTemplates(type).length > 0;
  }

  /** Paths of the pod templates of objects of this type; empty if they are not workloads. The configuration overrides the table. */
  podTemplates(type: ObjectType): readonly Path[] {
    const configured = this.configuredTemplates(type);
    if (configured.length > 0) return configured;
    const facts = this.of(type);
    return facts?.pods === 'template' ? templatesOf(facts) : NONE;
  }

  /** True if the `generate` of some release accepts objects of this type, from the pod template that is prepared. */
  isAccepted(type: ObjectType): boolean {
    return !this.isConfigured(type) && workloadKindOf(type)?.acceptedSince !== undefined;
  }
}

const lists = new Map<WorkloadKind, readonly Path[]>();

/** The same list each time, since every object of the input asks for it. */
function templatesOf(facts: WorkloadKind): readonly Path[] {
  let list = lists.get(facts);
  if (!list) {
    list = [facts.podTemplate];
    lists.set(facts, list);
  }
  return list;
}

/**
 * The paths that exist in the object: a custom resource that can hold several pod templates need not hold all of them. If none
 * exists, the first one, so that the error names it.
 */
export function podTemplatesIn(root: MapNode, paths: readonly Path[]): readonly Path[] {
  if (paths.length < 2) return paths;
  const existing = paths.filter((path) => at(root, ...path) !== undefined);
  return existing.length > 0 ? existing : paths.slice(0, 1);
}
