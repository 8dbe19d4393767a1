import { InputError } from '../errors.ts';
import type { FrameOptions, Resource, ResourceList } from '../frame.ts';
import {
  BINARY,
  type Document,
  isNull,
  type MapNode,
  type Node,
  resolve,
  type SeqNode,
} from '../yaml/node.ts';
import { at, mapAt, ownSlot, type Path, stringsOf, textAt } from '../yaml/read.ts';
import type { SourceText } from '../yaml/source-text.ts';

/** Versions of the ResourceList (Kubernetes, KRM Functions Specification). */
const RESOURCE_LIST_VERSIONS = [
  'config.kubernetes.io/v1',
  'config.kubernetes.io/v1beta1',
  'config.kubernetes.io/v1alpha1',
];

/** What a typed list says of its items: a PodList holds Pods and leaves out to say so. */
interface ItemType {
  apiVersion: string;
  kind: string;
}

/** What is needed to take the objects out of what was read. */
export interface Opening {
  source: SourceText;
  options: FrameOptions;
  /** Takes an object that a rule may look at, or else one that rules only ask about. */
  add(resource: Resource): void;
  addAside(resource: Resource): void;
}

/** What an object's metadata say. */
export interface Identity {
  name: string;
  namespace: string;
  file: { path: string; index: number } | undefined;
}

/** Adds the object, or the objects in it where it is a list. */
export function openObject(
  opening: Opening,
  root: MapNode,
  base: Path,
  document: Document,
  type?: ItemType,
): void {
  const { options } = opening;
  const apiVersion = textAt(root, 'apiVersion') ?? type?.apiVersion ?? '';
  const kind = textAt(root, 'kind') ?? type?.kind ?? '';
  checkType(opening.source.text, root, kind);
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

/** What every kind of Kubernetes looks like. */
const KIND = /^[A-Za-z][\w.-]*$/;

/** @throws InputError where readers may differ in what the object is: one of them might see a workload. */
function checkType(text: string, root: MapNode, kind: string): void {
  for (const key of ['kind', 'apiVersion', 'items']) {
    if (root.duplicates?.has(key))
      throw InputError.at(text, root.start, `the object has two entries "${key}": keep one`);
  }
  for (const key of ['kind', 'apiVersion']) {
    const { value } = ownSlot(root, key) ?? {};
    if (value?.kind !== 'scalar') continue;
    if (value.tag === BINARY || (key === 'kind' && kind !== '' && !KIND.test(kind)))
      throw InputError.at(
        text,
        value.start,
        `"${key}" is ${JSON.stringify(value.value)}, which no ${key} is`,
      );
  }
  const items = kind.endsWith('List') ? undefined : at(root, 'items');
  if (items && holdsObjects(items)) {
    const message = `kubectl takes whatever has "items" for a list, and this is a ${kind || 'thing without kind'}: write kind: List, or name the entry otherwise`;
    throw InputError.at(text, items.start, message);
  }
}

/** The functionConfig of the ResourceList and the head that results are written to; adds its items. */
export function openResourceList(opening: Opening, root: MapNode, document: Document): ResourceList {
  checkResourceList(opening.source.text, root);
  const items = ownSlot(root, 'items')!;
  if (!isNull(items.value)) openItems(opening, items.value, ['items'], document, undefined);
  return { head: headOf(root, document), functionConfig: functionConfigOf(opening.source.text, root) };
}

/** @throws InputError where the ResourceList has not what the specification asks for. */
export function checkResourceList(text: string, root: MapNode): void {
  const fail = (message: string) => InputError.at(text, root.start, message);
  const apiVersion = textAt(root, 'apiVersion') ?? '';
  if (!RESOURCE_LIST_VERSIONS.includes(apiVersion)) {
    throw fail(
      `the ResourceList has apiVersion "${apiVersion}"; known are ${RESOURCE_LIST_VERSIONS.join(', ')}`,
    );
  }
  for (const key of ['items', 'functionConfig', 'results']) {
    if (root.duplicates?.has(key)) throw fail(`the ResourceList has two entries "${key}": keep one`);
  }
  if (!ownSlot(root, 'items'))
    throw fail('the ResourceList has no "items": write "items: []" where there is nothing to prepare');
}

/** @throws InputError where it is no object. */
export function functionConfigOf(text: string, root: MapNode): MapNode | undefined {
  const functionConfig = at(root, 'functionConfig');
  if (functionConfig && functionConfig.kind !== 'map') {
    throw InputError.at(
      text,
      functionConfig.start,
      `"functionConfig" is no object but a ${nameOf(functionConfig)}`,
    );
  }
  return functionConfig;
}

function openItems(
  opening: Opening,
  node: Node,
  base: Path,
  document: Document,
  type: ItemType | undefined,
): void {
  const items = resolve(node);
  const fail = (offset: number, message: string) => InputError.at(opening.source.text, offset, message);
  if (items.kind !== 'seq') throw fail(items.start, `"items" is no list but a ${nameOf(items)}`);
  for (const [index, slot] of items.items.entries()) {
    const item = resolve(slot.value);
    if (item.kind !== 'map')
      throw fail(slot.value.start, `item ${index} of the list is no Kubernetes object but a ${nameOf(item)}`);
    const where = [...base, index];
    const own = where.length === 2 ? documentOfItem(document, item, where) : document;
    openObject(opening, item, where, own, type);
  }
}

/** An item of the outermost list is a document of its own, as long as nothing in the list refers to anything else in it. */
function documentOfItem(document: Document, root: MapNode, base: Path): Document {
  if (document.aliases.size > 0) return document;
  const duplicates = document.duplicates.filter(({ offset }) => offset >= root.start && offset < root.end);
  return { ...document, root, base, duplicates };
}

/** The ResourceList without its items and results but for the last ones: enough to write other results. */
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

function holdsObjects(items: Node): boolean {
  return (
    items.kind === 'seq' && items.items.some((slot) => textAt(resolve(slot.value), 'kind') !== undefined)
  );
}

/** Name, namespace and file of an object. */
export function identityOf(root: MapNode, options: FrameOptions): Identity {
  const metadata = mapAt(root, 'metadata');
  const generateName = textAt(metadata, 'generateName');
  return {
    name: textAt(metadata, 'name') ?? (generateName === undefined ? '' : `${generateName}*`),
    namespace: textAt(metadata, 'namespace') ?? options.namespace,
    file: fileOf(metadata),
  };
}

/** The file that kpt read the object from (KRM Functions Specification, path and index annotations). */
function fileOf(metadata: MapNode | undefined): Identity['file'] {
  const annotations = stringsOf(mapAt(metadata, 'annotations'));
  const path = annotations['internal.config.kubernetes.io/path'] ?? annotations['config.kubernetes.io/path'];
  if (!path) return undefined;
  const index = Number(
    annotations['internal.config.kubernetes.io/index'] ?? annotations['config.kubernetes.io/index'] ?? 0,
  );
  return { path, index: Number.isInteger(index) ? index : 0 };
}

export function nameOf(node: Node): string {
  if (isNull(node)) return 'missing value';
  return { map: 'map', seq: 'list', scalar: 'scalar', alias: 'scalar' }[node.kind];
}
