import type { ErrorCode } from '../util/error-codes.ts';
import { InputError } from '../util/errors.ts';
import { at, mapAt, ownSlot, type Path, textAt } from '../yaml/access.ts';
import {
  BINARY,
  type Document,
  isNull,
  type MapNode,
  type Node,
  resolve,
  type SeqNode,
} from '../yaml/node.ts';
import { mayBeShared } from '../yaml/parser/shared-nodes.ts';
import type { SourceText } from '../yaml/source.ts';
import { isEqualEachTime } from './duplicate-keys.ts';
import type { ReadOptions, Resource, ResourceList } from './types.ts';

/** Versions of the ResourceList (Kubernetes, KRM Functions Specification). */
const RESOURCE_LIST_VERSIONS = [
  'config.kubernetes.io/v1',
  'config.kubernetes.io/v1beta1',
  'config.kubernetes.io/v1alpha1',
];

/** The type of a typed list's items: those of a PodList are Pods, whether they say so or not. */
interface ItemType {
  apiVersion: string;
  kind: string;
}

/** Where the objects of an input are collected. */
export interface Opening {
  source: SourceText;
  options: ReadOptions;
  /** The objects that were opened. */
  opened: Set<MapNode>;
  /** Adds an object that rules inspect. */
  add(resource: Resource): void;
  /** Adds an object that rules only look up. */
  addAside(resource: Resource): void;
  /** Runs a parse. If it fails, throws the first error of the input in document order. */
  reportFirst<T>(parse: () => T): T;
}

/** An object and the document that its edits belong to. */
export interface ParsedObject {
  root: MapNode;
  document: Document;
}

/** What the metadata of an object say. */
export interface Identity {
  name: string;
  namespace: string;
  file: { path: string; index: number } | undefined;
}

/**
 * Adds the object or, if it is a list, the objects in it.
 *
 * @throws InputError if an object is in the lists twice: changes to one would be changes to both.
 */
export function openObject(
  opening: Opening,
  root: MapNode,
  base: Path,
  document: Document,
  type?: ItemType,
): void {
  const { options, source, opened } = opening;
  if (opened.has(root)) {
    const message =
      'an alias uses this object as another object of a list, which Helm 4 and kpt cannot read; write the object out';
    throw InputError.at('yaml-alias', source.text, root.start, message);
  }
  opened.add(root);
  const apiVersion = textAt(root, 'apiVersion') ?? type?.apiVersion ?? '';
  const kind = textAt(root, 'kind') ?? type?.kind ?? '';
  checkType(source.text, root, kind, document);
  const items = at(root, 'items');
  if (items && (kind === 'List' || (kind.endsWith('List') && holdsMaps(items)))) {
    // The API server's typed lists leave out what their kind says: a PodList holds Pods.
    const inner = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
    openItems(opening, items, [...base, 'items'], document, inner);
  } else {
    const resource = { root, apiVersion, kind, document, base, ...identityOf(root, options) };
    if (options.isOfInterest(apiVersion, kind)) opening.add(resource);
    else opening.addAside(resource);
  }
}

/** The pattern of all kinds of Kubernetes. */
const KIND = /^[A-Za-z][\w.-]*$/;

/** The keys that say what an object is. */
const TYPE_KEYS = ['kind', 'apiVersion', 'items'];

/** @throws InputError if parsers may disagree on the type of the object: one of them might see a workload. */
function checkType(text: string, root: MapNode, kind: string, { duplicates }: Document): void {
  const differs = (one: Document['duplicates'][number]) =>
    one.map === root && TYPE_KEYS.includes(one.key) && !isEqualEachTime(one);
  // A list may have many duplicates, most of them in its items.
  const twice = TYPE_KEYS.some((key) => root.duplicates?.has(key)) ? duplicates.find(differs) : undefined;
  if (twice) {
    const message = `the object has the key "${twice.key}" twice, possibly by a merge; keep one`;
    throw InputError.at('duplicate-entry', text, twice.offset, message);
  }
  for (const key of ['kind', 'apiVersion']) {
    const { value } = ownSlot(root, key) ?? {};
    if (value?.kind !== 'scalar') continue;
    if (value.tag === BINARY || (key === 'kind' && kind !== '' && !KIND.test(kind)))
      throw InputError.at(
        'type-invalid',
        text,
        value.start,
        `invalid ${key} ${JSON.stringify(value.value)}; write it as a plain word`,
      );
  }
  const items = kind.endsWith('List') ? undefined : at(root, 'items');
  if (items && holdsMaps(items)) {
    // The API server's decoder gives items without a kind that of the list.
    const message = `kubectl reads every object with "items" as a list, but this ${kind === '' ? 'object has no kind' : `is a ${kind}`}; set kind to List, or rename the key`;
    throw InputError.at('list-invalid', text, items.start, message);
  }
}

/** Adds the items of a ResourceList; returns its functionConfig and the head that results are written to. */
export function openResourceList(opening: Opening, root: MapNode, document: Document): ResourceList {
  checkResourceList(opening.source.text, root);
  const items = ownSlot(root, 'items')!;
  if (!isNull(items.value)) openItems(opening, items.value, ['items'], document, undefined);
  return { head: headOf(root, document), functionConfig: functionConfigOf(opening.source.text, root) };
}

/** @throws InputError if the ResourceList lacks what the KRM Functions Specification requires. */
export function checkResourceList(text: string, root: MapNode): void {
  const fail = (message: string) => InputError.at('resource-list-invalid', text, root.start, message);
  const apiVersion = textAt(root, 'apiVersion') ?? '';
  if (!RESOURCE_LIST_VERSIONS.includes(apiVersion)) {
    throw fail(
      `the ResourceList has apiVersion "${apiVersion}"; supported: ${RESOURCE_LIST_VERSIONS.join(', ')}`,
    );
  }
  for (const key of ['items', 'functionConfig', 'results']) {
    if (root.duplicates?.has(key)) throw fail(`the ResourceList has the key "${key}" twice; keep one`);
  }
  if (!ownSlot(root, 'items'))
    throw fail('the ResourceList has no "items"; write "items: []" if there is nothing to prepare');
  const results = ownSlot(root, 'results');
  if (results && mayBeShared(results.value))
    throw fail('"results" of the ResourceList has an anchor or an alias; remove it');
}

/**
 * Returns the functionConfig of a ResourceList.
 * @throws InputError if it is not an object.
 */
export function functionConfigOf(text: string, root: MapNode): MapNode | undefined {
  const functionConfig = at(root, 'functionConfig');
  if (functionConfig && functionConfig.kind !== 'map') {
    throw InputError.at(
      'resource-list-invalid',
      text,
      functionConfig.start,
      `"functionConfig" is a ${nameOf(functionConfig)}, not an object`,
    );
  }
  return functionConfig;
}

function openItems(
  opening: Opening,
  items: Node,
  base: Path,
  document: Document,
  type: ItemType | undefined,
): void {
  let index = 0;
  for (const item of eachItem(opening.source.text, items, base, document, type)) {
    if (item) openObject(opening, item.root, [...base, index], item.document, type);
    index++;
  }
}

/**
 * Returns the items of the list in a document; undefined for null, which is nothing to every decoder.
 * @throws InputError if it is not a list, or an item is not an object.
 */
export function itemsOf(text: string, document: Document): (ParsedObject | undefined)[] {
  return [...eachItem(text, at(document.root, 'items') ?? document.root, ['items'], document)];
}

function* eachItem(
  text: string,
  node: Node,
  base: Path,
  document: Document,
  type?: ItemType,
): Iterable<ParsedObject | undefined> {
  const items = resolve(node);
  const fail = (code: ErrorCode, offset: number, message: string) =>
    InputError.at(code, text, offset, message);
  if (items.kind !== 'seq')
    throw fail('list-invalid', items.start, `"items" is a ${nameOf(items)}, not a list`);
  const duplicatesIn = duplicatesByItem(document);
  for (const [index, slot] of items.items.entries()) {
    const root = resolve(slot.value);
    // In a typed list, kubectl reads null as an object of the list's type.
    if (isNull(root) && !type) {
      yield undefined;
      continue;
    }
    if (root.kind !== 'map')
      throw fail(
        'not-an-object',
        slot.value.start,
        `item ${index} of the list is a ${nameOf(root)}, not a Kubernetes object`,
      );
    const own = base.length === 1 ? documentOfItem(document, root, [...base, index], duplicatesIn) : document;
    yield { root, document: own };
  }
}

/** An item of the outermost list is a separate document, unless it may refer to other nodes or they to it. */
function documentOfItem(
  document: Document,
  root: MapNode,
  base: Path,
  duplicatesIn: (item: MapNode) => Document['duplicates'],
): Document {
  if (document.aliases.size > 0 && mayBeShared(root)) return document;
  return { ...document, root, base, duplicates: duplicatesIn(root), aliases: new Map() };
}

/** Returns a function that returns the duplicate keys in an item; to be called for the items in their order. */
function duplicatesByItem({ duplicates }: Document): (item: MapNode) => Document['duplicates'] {
  const sorted = duplicates.toSorted((one, other) => one.offset - other.offset);
  let next = 0;
  return ({ start, end }) => {
    const own: Document['duplicates'] = [];
    for (; next < sorted.length && sorted[next]!.offset < end; next++)
      if (sorted[next]!.offset >= start) own.push(sorted[next]!);
    return own;
  };
}

/** Returns the ResourceList with only the last of its items and of its results: enough to write other results. */
function headOf(root: MapNode, document: Document): Document {
  const entries = root.entries.map((slot) => {
    const isLong = slot.key!.value === 'items' || slot.key!.value === 'results';
    return isLong && slot.value.kind === 'seq' ? { ...slot, value: shortened(slot.value) } : slot;
  });
  return { ...document, root: { ...root, entries } };
}

function shortened(seq: SeqNode): SeqNode {
  return { ...seq, items: seq.items.slice(-1) };
}

function holdsMaps(items: Node): boolean {
  return items.kind === 'seq' && items.items.some((slot) => resolve(slot.value).kind === 'map');
}

/** Returns the name, namespace and file of an object. */
export function identityOf(root: MapNode, options: ReadOptions): Identity {
  const metadata = mapAt(root, 'metadata');
  const generateName = textAt(metadata, 'generateName');
  return {
    name: textAt(metadata, 'name') ?? (generateName === undefined ? '' : `${generateName}*`),
    namespace: textAt(metadata, 'namespace') ?? options.namespace,
    file: fileOf(metadata),
  };
}

/** What the names of the annotations with an object's file have in common. */
export const FILE_ANNOTATION = 'config.kubernetes.io/path';

/** Returns the file from which kpt read the object (KRM Functions Specification, path and index annotations). */
function fileOf(metadata: MapNode | undefined): Identity['file'] {
  const annotations = mapAt(metadata, 'annotations');
  if (!annotations) return undefined;
  const path = textAt(annotations, `internal.${FILE_ANNOTATION}`) ?? textAt(annotations, FILE_ANNOTATION);
  if (!path) return undefined;
  const index = Number(
    textAt(annotations, 'internal.config.kubernetes.io/index') ??
      textAt(annotations, 'config.kubernetes.io/index') ??
      0,
  );
  return { path, index: Number.isInteger(index) ? index : 0 };
}

/** Returns the kind of a node for messages. */
export function nameOf(node: Node): string {
  if (isNull(node)) return 'missing value';
  return { map: 'map', seq: 'list', scalar: 'scalar', alias: 'scalar' }[node.kind];
}
