import type { Resource } from '../frame.ts';
import { type Quantity, quantityOf } from '../kube/quantity.ts';
import { groupOf } from '../kube/workload-kinds.ts';
import { scalarAt, textAt } from '../yaml/read.ts';
import { type LimitRange, readLimitRange } from './limit-range.ts';

/** A RuntimeClass of the input. */
export interface RuntimeClassFact {
  name: string;
  handler: string | undefined;
  /** `overhead.podFixed.memory`. */
  overhead: Quantity | undefined;
  resource: Resource;
}

/** A PersistentVolumeClaim of the input. */
export interface ClaimFact {
  /** As written; undefined means Filesystem (Kubernetes API reference, PersistentVolumeClaim). */
  volumeMode: string | undefined;
  resource: Resource;
}

/** How many workloads the run met; the run itself counts. */
export interface WorkloadCounts {
  found: number;
  selected: number;
  inspected: number;
}

/** What the resources of the input say about each other. Read on first use. */
export interface InputFacts {
  /** The RuntimeClass of that name, else the one whose handler has it. Of several the last, as the API server would keep it. */
  runtimeClass(name: string): RuntimeClassFact | undefined;
  /** LimitRanges of a namespace, in the order of the input. */
  limitRanges(namespace: string): readonly LimitRange[];
  claim(namespace: string, name: string): ClaimFact | undefined;
  hasConfigMap(namespace: string, name: string): boolean;
  hasSecret(namespace: string, name: string): boolean;
  /** Every resource of one of the input's kinds that rules look at. */
  ofKind(kind: string): readonly Resource[];
  workloads: WorkloadCounts;
}

const GROUPS: Record<string, string> = { RuntimeClass: 'node.k8s.io' };

/** Gathers the facts of an input. Nothing is read but kinds until a rule asks. */
export function collectFacts(resources: Iterable<Resource>): InputFacts {
  const kinds = new Map<string, Resource[]>();
  for (const resource of resources) {
    const known = kinds.get(resource.kind);
    if (known) known.push(resource);
    else kinds.set(resource.kind, [resource]);
  }
  const ofKind = (kind: string): readonly Resource[] => kinds.get(kind) ?? [];
  const native = (kind: string) =>
    ofKind(kind).filter(({ apiVersion }) => groupOf(apiVersion) === (GROUPS[kind] ?? ''));

  const runtimeClasses = once(() => native('RuntimeClass').map(readRuntimeClass));
  const limitRanges = once(() => byNamespace(native('LimitRange').map(readLimitRange)));
  const claims = once(() => new Map(native('PersistentVolumeClaim').map((r) => [keyOf(r), readClaim(r)])));
  const configMaps = once(() => new Set(native('ConfigMap').map(keyOf)));
  const secrets = once(() => new Set(native('Secret').map(keyOf)));

  return {
    runtimeClass(name) {
      const known = runtimeClasses();
      return known.findLast((one) => one.name === name) ?? known.findLast((one) => one.handler === name);
    },
    limitRanges: (namespace) => limitRanges().get(namespace) ?? [],
    claim: (namespace, name) => claims().get(keyOf({ namespace, name })),
    hasConfigMap: (namespace, name) => configMaps().has(keyOf({ namespace, name })),
    hasSecret: (namespace, name) => secrets().has(keyOf({ namespace, name })),
    ofKind,
    workloads: { found: 0, selected: 0, inspected: 0 },
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function keyOf({ namespace, name }: Pick<Resource, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function byNamespace(ranges: LimitRange[]): Map<string, LimitRange[]> {
  const found = new Map<string, LimitRange[]>();
  for (const range of ranges) {
    const known = found.get(range.namespace);
    if (known) known.push(range);
    else found.set(range.namespace, [range]);
  }
  return found;
}

function readRuntimeClass(resource: Resource): RuntimeClassFact {
  const { root, name } = resource;
  const memory = scalarAt(root, 'overhead', 'podFixed', 'memory');
  return { name, handler: textAt(root, 'handler'), overhead: memory && quantityOf(memory), resource };
}

function readClaim(resource: Resource): ClaimFact {
  return { volumeMode: textAt(resource.root, 'spec', 'volumeMode'), resource };
}
