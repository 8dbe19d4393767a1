import type { Input, Resource } from '../frame.ts';
import { groupBy } from '../group-by.ts';
import { type Quantity, quantityOf } from '../kube/quantity.ts';
import { type CustomWorkload, groupOf } from '../kube/workload-kinds.ts';
import { scalarAt, textAt } from '../yaml/read.ts';
import { Aside, type ObjectName } from './aside.ts';
import { claimUsers } from './claim-users.ts';
import { type LimitRange, readLimitRange } from './limit-range.ts';
import { lookUpServices, type ServiceLookup } from './services.ts';

/** A RuntimeClass of the input. */
export interface RuntimeClassFact {
  name: string;
  handler: string | undefined;
  /** `overhead.podFixed.memory`. */
  overhead: Quantity | undefined;
}

/** A PersistentVolumeClaim of the input. */
export interface ClaimFact {
  /** As written; undefined means Filesystem (Kubernetes API reference, PersistentVolumeClaim). */
  volumeMode: string | undefined;
  resource: Resource;
}

/** A type of objects, and how many the input holds. */
export interface ObjectType {
  apiVersion: string;
  kind: string;
  count: number;
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
  /** The claim as the edits so far left it. */
  claim(namespace: string, name: string): ClaimFact | undefined;
  /** The workloads that use a claim, in the order of the input. */
  claimUsers(namespace: string, name: string): readonly Resource[];
  hasConfigMap(namespace: string, name: string): boolean;
  hasSecret(namespace: string, name: string): boolean;
  /** The Services that forward to pods with these labels. */
  services: ServiceLookup;
  /** ServiceAccounts that say whether pods get their token. */
  serviceAccounts(): readonly Resource[];
  /** True where the input holds an object of that kind, whatever its API group. */
  holds(kind: string): boolean;
  /** Every resource of one of the input's kinds. */
  ofKind(kind: string): readonly Resource[];
  /** How many objects of each type the input holds. */
  types(): readonly ObjectType[];
  /** The custom resources that the configuration says to hold pod templates. */
  customWorkloads: readonly CustomWorkload[];
  /** True where the user says that the input is all of a Contrast deployment (`deployment: whole`). */
  isWholeDeployment: boolean;
  workloads: WorkloadCounts;
}

const GROUPS: Record<string, string> = { RuntimeClass: 'node.k8s.io' };

/** Gathers the facts of an input. Nothing is read but kinds until a rule asks. */
export function collectFacts(
  input: Pick<Input, 'resources' | 'aside'>,
  customWorkloads: readonly CustomWorkload[] = [],
  isWholeDeployment = false,
): InputFacts {
  const aside = new Aside(input.aside);
  const read = groupBy(input.resources, ({ kind }) => kind);
  const kinds = new Map<string, readonly Resource[]>();
  const ofKind = (kind: string): readonly Resource[] => {
    let known = kinds.get(kind);
    if (!known) {
      known = [...(read.get(kind) ?? []), ...aside.read(kind)];
      kinds.set(kind, known);
    }
    return known;
  };
  const isNative = ({ apiVersion, kind }: Resource) => groupOf(apiVersion) === (GROUPS[kind] ?? '');
  const native = (kind: string) => ofKind(kind).filter(isNative);
  // For what is better not kept in memory all at once.
  function* each(kind: string): Iterable<Resource> {
    for (const resource of read.get(kind) ?? []) if (isNative(resource)) yield resource;
    for (const resource of aside.each(kind)) if (isNative(resource)) yield resource;
  }
  const names = (kind: string) =>
    once(() => byName([...(read.get(kind) ?? []).filter(isNative), ...aside.names(kind)]));

  const runtimeClasses = once(() => native('RuntimeClass').map(readRuntimeClass));
  const limitRanges = once(() =>
    groupBy(native('LimitRange').map(readLimitRange), ({ namespace }) => namespace),
  );
  const claims = once(() => new Map(native('PersistentVolumeClaim').map((r) => [keyOf(r), r])));
  const users = once(() => claimUsers(input.resources, customWorkloads));
  const configMaps = names('ConfigMap');
  const secrets = names('Secret');
  const services = once(() => lookUpServices(each('Service')));
  const serviceAccounts = once(() => {
    const reading = aside.read('ServiceAccount', 'automountServiceAccountToken');
    return [...(read.get('ServiceAccount') ?? []).filter(isNative), ...reading];
  });

  return {
    runtimeClass(name) {
      const known = runtimeClasses();
      return known.findLast((one) => one.name === name) ?? known.findLast((one) => one.handler === name);
    },
    limitRanges: (namespace) => limitRanges().get(namespace) ?? [],
    claim(namespace, name) {
      const found = claims().get(keyOf({ namespace, name }));
      return found && readClaim(found);
    },
    claimUsers: (namespace, name) =>
      (users().get(name) ?? []).filter((resource) => resource.namespace === namespace),
    hasConfigMap: (namespace, name) => isAmong(configMaps(), namespace, name),
    hasSecret: (namespace, name) => isAmong(secrets(), namespace, name),
    services: (namespace, labels) => services()(namespace, labels),
    serviceAccounts,
    holds: (kind) => read.has(kind) || aside.holds(kind),
    ofKind,
    types: () => typesOf([...input.resources, ...input.aside]),
    customWorkloads,
    isWholeDeployment,
    workloads: { found: 0, selected: 0, inspected: 0 },
  };
}

function typesOf(objects: Iterable<Pick<Resource, 'apiVersion' | 'kind'>>): ObjectType[] {
  const groups = groupBy(objects, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  return [...groups.values()].map((group) => ({
    apiVersion: group[0]!.apiVersion,
    kind: group[0]!.kind,
    count: group.length,
  }));
}

/** The namespaces in which an object of each name stands. */
function byName(objects: Iterable<ObjectName>): Map<string, Set<string>> {
  const namespaces = new Map<string, Set<string>>();
  for (const { name, namespace } of objects) {
    const known = namespaces.get(name);
    if (known) known.add(namespace);
    else namespaces.set(name, new Set([namespace]));
  }
  return namespaces;
}

/** An object that names no namespace may be meant for any. */
function isAmong(objects: Map<string, Set<string>>, namespace: string, name: string): boolean {
  const namespaces = objects.get(name);
  if (!namespaces) return false;
  return namespace === '' || namespaces.has(namespace) || namespaces.has('');
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

function readRuntimeClass({ root, name }: Resource): RuntimeClassFact {
  const memory = scalarAt(root, 'overhead', 'podFixed', 'memory');
  return { name, handler: textAt(root, 'handler'), overhead: memory && quantityOf(memory) };
}

function readClaim(resource: Resource): ClaimFact {
  return { volumeMode: textAt(resource.root, 'spec', 'volumeMode'), resource };
}
