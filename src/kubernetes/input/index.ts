import type { Input, Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { once } from '../../util/once.ts';
import { scalarAt, textAt } from '../../yaml/access.ts';
import { Kinds } from '../kinds/configured.ts';
import { groupOf, type ObjectType } from '../kinds/kind.ts';
import { type Quantity, quantityOf } from '../quantity.ts';
import { claimUsers } from './claim-users.ts';
import { LastByName } from './last-by-name.ts';
import { type LimitRange, readLimitRange } from './limit-range.ts';
import { isReadable, ReferencedObjects } from './referenced-objects.ts';
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
export interface TypeCount extends ObjectType {
  count: number;
}

/** How many workloads the run met; the run itself counts. */
export interface WorkloadCounts {
  found: number;
  selected: number;
  inspected: number;
}

/** A file in the text of the input, from one offset to another. */
export interface Span {
  file: string;
  start: number;
  end: number;
}

/** What the resources of the input say about each other. Read on first use. */
export interface InputIndex {
  /** The RuntimeClass of that name, else the one whose handler has it. Of several the last, as the API server would keep it. */
  runtimeClass(name: string): RuntimeClassFact | undefined;
  /** LimitRanges of a namespace, in the order of the input. */
  limitRanges(namespace: string): readonly LimitRange[];
  /** The claim as the edits so far left it. */
  claim(namespace: string, name: string): ClaimFact | undefined;
  /** The workloads that use a claim, in the order of the input. */
  claimUsers(namespace: string, name: string): readonly Resource[];
  /** The ConfigMaps or Secrets of that name, of all namespaces, in the order of the input. */
  named(kind: 'ConfigMap' | 'Secret', name: string): readonly Resource[];
  /** The Services that forward to pods with these labels. */
  services: ServiceLookup;
  /** The last ServiceAccount of that name that says whether pods get its token; an unknown namespace may be any. */
  serviceAccount(namespace: string, name: string): Resource | undefined;
  /** True where the input holds an object of that kind, whatever its API group. */
  holds(kind: string): boolean;
  /** Every resource of one of the input's kinds. */
  ofKind(kind: string): readonly Resource[];
  /**
   * The objects of one of Kubernetes' own kinds, each parsed when its turn comes and released afterwards; only those that `isWanted`,
   * which sees them unparsed.
   */
  each(kind: string, isWanted?: (resource: Resource) => boolean): Iterable<Resource>;
  /** How many objects of each type the input holds. */
  types(): readonly TypeCount[];
  /** Arguments that this run calls `contrast generate` with, each document in its own file; undefined if it does not call it. */
  generateArguments: readonly string[] | undefined;
  /** Every object of the input. */
  objects(): Iterable<Resource>;
  /** The file that an object is from; '' for the one stream that came in. */
  fileOf(resource: Resource): string;
  /** The types of objects about which neither the table nor the configuration says anything, each once. */
  unknownTypes(): Iterable<ObjectType>;
  /** What is known about kinds. */
  kinds: Kinds;
  /** True where the user says that the input is all of a Contrast deployment (`deployment: whole`). */
  isWholeDeployment: boolean;
  workloads: WorkloadCounts;
}

const GROUPS: Record<string, string> = { RuntimeClass: 'node.k8s.io' };

/** Gathers the facts of an input. Nothing is read but kinds until a rule asks. */
export function indexInput(
  input: Pick<Input, 'resources' | 'unparsed'>,
  kinds = new Kinds(),
  isWholeDeployment = false,
  sources: readonly Span[] = [],
  generateArguments?: readonly string[],
): InputIndex {
  const unparsed = new ReferencedObjects(input.unparsed);
  const read = groupBy(input.resources, ({ kind }) => kind);
  const byKind = new Map<string, readonly Resource[]>();
  const ofKind = (kind: string): readonly Resource[] => {
    let known = byKind.get(kind);
    if (!known) {
      known = [...(read.get(kind) ?? []), ...unparsed.read(kind)];
      byKind.set(kind, known);
    }
    return known;
  };
  const isNative = ({ apiVersion, kind }: Resource) => groupOf(apiVersion) === (GROUPS[kind] ?? '');
  const native = (kind: string) => ofKind(kind).filter(isNative);
  // For objects that should not all be in memory at once.
  function* each(kind: string, isWanted = (_: Resource) => true): Iterable<Resource> {
    const isOne = (resource: Resource) => isNative(resource) && isWanted(resource);
    for (const resource of read.get(kind) ?? []) if (isOne(resource)) yield resource;
    yield* unparsed.each(kind, isOne);
  }
  const namesOf = (kind: string) => ({
    read: groupBy(read.get(kind) ?? [], ({ name }) => name),
    unparsed: unparsed.byName(kind),
  });
  const byName = { ConfigMap: once(() => namesOf('ConfigMap')), Secret: once(() => namesOf('Secret')) };

  // Environments of a cluster have objects of the same names, each used by as many pods.
  const namesakes = new Map<string, readonly Resource[]>();
  const named = (kind: 'ConfigMap' | 'Secret', name: string): readonly Resource[] => {
    const key = `${kind} ${name}`;
    let known = namesakes.get(key);
    if (!known) {
      const { read, unparsed } = byName[kind]();
      known = [...(read.get(name) ?? []), ...(unparsed.get(name) ?? []).filter(isReadable)].filter(isNative);
      namesakes.set(key, known);
    }
    return known;
  };

  const runtimeClasses = once(() => {
    const known = native('RuntimeClass').map(readRuntimeClass);
    return {
      byName: new Map(known.map((one) => [one.name, one])),
      byHandler: new Map(known.map((one) => [one.handler, one])),
    };
  });
  const limitRanges = once(() =>
    groupBy(native('LimitRange').map(readLimitRange), ({ namespace }) => namespace),
  );
  const claims = once(() => new Map(native('PersistentVolumeClaim').map((r) => [keyOf(r), r])));
  const users = once(() => claimUsers(input.resources, kinds));
  const services = once(() => lookUpServices(each('Service')));
  const serviceAccounts = once(() => {
    const reading = unparsed.read('ServiceAccount', 'automountServiceAccountToken');
    return new LastByName([...(read.get('ServiceAccount') ?? []).filter(isNative), ...reading]);
  });

  return {
    runtimeClass(name) {
      const { byName, byHandler } = runtimeClasses();
      return byName.get(name) ?? byHandler.get(name);
    },
    limitRanges: (namespace) => limitRanges().get(namespace) ?? [],
    claim(namespace, name) {
      const found = claims().get(keyOf({ namespace, name }));
      return found && readClaim(found);
    },
    claimUsers: (namespace, name) => users().get(keyOf({ namespace, name })) ?? [],
    named,
    services: (namespace, labels) => services()(namespace, labels),
    serviceAccount: (namespace, name) => serviceAccounts().get(namespace, name),
    holds: (kind) => read.has(kind) || unparsed.holds(kind),
    ofKind,
    each,
    types: () => typesOf([...input.resources, ...input.unparsed]),
    unknownTypes: () => unknownTypesIn(read, kinds),
    generateArguments,
    objects: () => [...input.resources, ...input.unparsed],
    fileOf(resource) {
      if (sources.length === 0) return resource.file?.path ?? '';
      const offset = resource.root.start;
      return sources.find(({ start, end }) => start <= offset && offset < end)?.file ?? '';
    },
    kinds,
    isWholeDeployment,
    workloads: { found: 0, selected: 0, inspected: 0 },
  };
}

function typesOf(objects: Iterable<ObjectType>): TypeCount[] {
  const groups = groupBy(objects, ({ apiVersion, kind }) => `${apiVersion} ${kind}`);
  return [...groups.values()].map((group) => ({
    apiVersion: group[0]!.apiVersion,
    kind: group[0]!.kind,
    count: group.length,
  }));
}

/** Objects that are passed on unread are of known kinds. */
function* unknownTypesIn(read: ReadonlyMap<string, readonly Resource[]>, kinds: Kinds): Iterable<ObjectType> {
  for (const [kind, resources] of read) {
    const seen = new Set<string>();
    for (const { apiVersion } of resources) {
      if (seen.has(apiVersion)) continue;
      seen.add(apiVersion);
      const type = { apiVersion, kind };
      if (!kinds.of(type) && !kinds.isConfigured(type)) yield type;
    }
  }
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
