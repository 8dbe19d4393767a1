import { InputError } from './errors.ts';
import { type Boundary, boundariesOf, typeAtAGlance } from './yaml/documents.ts';
import { type Document, isNull, type MapNode, type Node, resolve } from './yaml/node.ts';
import { parse } from './yaml/parse.ts';
import { at, mapAt, ownSlot, type Path, stringsOf, textAt } from './yaml/read.ts';

/** One Kubernetes object of the input. */
export interface Resource {
  root: MapNode;
  /** '' where the object has none. */
  apiVersion: string;
  kind: string;
  /** `metadata.name`, or `metadata.generateName` with a `*` behind it. */
  name: string;
  /** '' where neither the object nor the command line names one. */
  namespace: string;
  document: Document;
  /** Path from the document's root to the object: empty in a stream, `items`, index in a list. */
  base: Path;
  /** Where the host read the object from, as its annotations say. */
  file?: { path: string; index: number };
}

/** The ResourceList that came in. */
export interface ResourceList {
  root: MapNode;
  document: Document;
  functionConfig: MapNode | undefined;
}

/** A document of a stream that is passed on unread: what a glance tells of it. */
export interface UnreadDocument {
  apiVersion: string;
  kind: string;
  start: number;
  end: number;
}

/** What came in: its text and every object in it that a rule may look at. */
export interface Input {
  text: string;
  resources: Resource[];
  documents: Document[];
  unread: UnreadDocument[];
  /** Namespace of objects that name none. */
  namespace: string;
  /** Undefined for a stream of documents. */
  list: ResourceList | undefined;
}

export interface FrameOptions {
  /** False for objects that no rule looks at: where they stand in documents of their own they are passed on unread. */
  isOfInterest(apiVersion: string, kind: string): boolean;
  /** Namespace of objects that name none. */
  namespace: string;
}

const RESOURCE_LIST_VERSIONS = [
  'config.kubernetes.io/v1',
  'config.kubernetes.io/v1beta1',
  'config.kubernetes.io/v1alpha1',
];

/**
 * Finds the objects in a ResourceList or a stream of documents, `kind: List` and typed lists opened.
 * @throws InputError where something cannot be read or is no object.
 */
export function frame(text: string, options: FrameOptions): Input {
  const { namespace } = options;
  const input: Input = { text, resources: [], documents: [], unread: [], namespace, list: undefined };
  const boundaries = boundariesOf(text);
  for (const [index, boundary] of boundaries.entries()) readDocument(input, boundary, index, options);
  if (input.list && input.documents.length + (boundaries.length > 1 ? 1 : 0) > 1)
    refuseCompany(input, boundaries);
  return input;
}

function readDocument(input: Input, { start, end }: Boundary, index: number, options: FrameOptions): void {
  const { text } = input;
  const type = typeAtAGlance(text, start, end);
  if (type && !options.isOfInterest(type.apiVersion, type.kind)) {
    input.unread.push({ ...type, start, end });
    return;
  }
  const document = parse(text, start, end);
  if (!document) return;
  input.documents.push(document);
  const root = resolve(document.root);
  if (isNull(root)) return;
  if (root.kind !== 'map') {
    throw InputError.at(
      text,
      root.start,
      `document ${index + 1} is no Kubernetes object but a ${nameOf(root)}`,
    );
  }
  if (textAt(root, 'kind') === 'ResourceList') input.list = openResourceList(input, root, document, options);
  else addObject(input, root, [], document, options, undefined);
}

function openResourceList(
  input: Input,
  root: MapNode,
  document: Document,
  options: FrameOptions,
): ResourceList {
  const { text } = input;
  const fail = (node: Node, message: string) => InputError.at(text, node.start, message);
  const apiVersion = textAt(root, 'apiVersion') ?? '';
  if (!RESOURCE_LIST_VERSIONS.includes(apiVersion)) {
    throw fail(
      root,
      `the ResourceList has apiVersion "${apiVersion}"; known are ${RESOURCE_LIST_VERSIONS.join(', ')}`,
    );
  }
  for (const key of ['items', 'functionConfig', 'results']) {
    if (root.duplicates?.has(key)) throw fail(root, `the ResourceList has two entries "${key}": keep one`);
  }
  const items = ownSlot(root, 'items');
  if (!items)
    throw fail(root, 'the ResourceList has no "items": write "items: []" where there is nothing to prepare');
  if (!isNull(items.value)) openItems(input, items.value, ['items'], document, options, undefined);
  const functionConfig = at(root, 'functionConfig');
  if (functionConfig && functionConfig.kind !== 'map')
    throw fail(functionConfig, `"functionConfig" is no object but a ${nameOf(functionConfig)}`);
  return { root, document, functionConfig };
}

interface ListType {
  apiVersion: string;
  kind: string;
}

function openItems(
  input: Input,
  node: Node,
  base: Path,
  document: Document,
  options: FrameOptions,
  type: ListType | undefined,
): void {
  const items = resolve(node);
  if (items.kind !== 'seq')
    throw InputError.at(input.text, items.start, `"items" is no list but a ${nameOf(items)}`);
  for (const [index, slot] of items.items.entries()) {
    const item = resolve(slot.value);
    const where = [...base, index];
    if (item.kind !== 'map') {
      throw InputError.at(
        input.text,
        slot.value.start,
        `item ${index} of the list is no Kubernetes object but a ${nameOf(item)}`,
      );
    }
    addObject(input, item, where, document, options, type);
  }
}

function addObject(
  input: Input,
  root: MapNode,
  base: Path,
  document: Document,
  options: FrameOptions,
  type: ListType | undefined,
): void {
  const apiVersion = textAt(root, 'apiVersion') ?? type?.apiVersion ?? '';
  const kind = textAt(root, 'kind') ?? type?.kind ?? '';
  const items = kind.endsWith('List') ? at(root, 'items') : undefined;
  if (items && (kind === 'List' || isListOfObjects(items))) {
    // The API server's typed lists leave out what their kind says: a PodList holds Pods.
    const inner = kind === 'List' ? undefined : { apiVersion, kind: kind.slice(0, -'List'.length) };
    openItems(input, items, [...base, 'items'], document, options, inner);
    return;
  }
  input.resources.push(describe(root, { apiVersion, kind }, base, document, options.namespace));
}

/** The resource at `root`; `namespace` is that of objects that name none. */
export function describe(
  root: MapNode,
  { apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>,
  base: Path,
  document: Document,
  namespace: string,
): Resource {
  const metadata = mapAt(root, 'metadata');
  const generateName = textAt(metadata, 'generateName');
  const name = textAt(metadata, 'name') ?? (generateName === undefined ? '' : `${generateName}*`);
  const resource: Resource = {
    root,
    apiVersion,
    kind,
    name,
    namespace: textAt(metadata, 'namespace') ?? namespace,
    document,
    base,
  };
  const file = fileOf(metadata);
  if (file) resource.file = file;
  return resource;
}

function isListOfObjects(items: Node): boolean {
  return items.kind === 'seq' && items.items.every((slot) => resolve(slot.value).kind === 'map');
}

/** The file that kpt read the object from (KRM Functions Specification, path and index annotations). */
function fileOf(metadata: MapNode | undefined): { path: string; index: number } | undefined {
  const annotations = stringsOf(mapAt(metadata, 'annotations'));
  const path = annotations['internal.config.kubernetes.io/path'] ?? annotations['config.kubernetes.io/path'];
  if (!path) return undefined;
  const index = Number(
    annotations['internal.config.kubernetes.io/index'] ?? annotations['config.kubernetes.io/index'] ?? 0,
  );
  return { path, index: Number.isInteger(index) ? index : 0 };
}

function refuseCompany(input: Input, boundaries: Boundary[]): void {
  const filled = boundaries.filter(({ start, end }) => parse(input.text, start, end) !== undefined);
  if (filled.length > 1) {
    throw InputError.at(
      input.text,
      filled[1]!.start,
      'a ResourceList must be the only document of the input',
    );
  }
}

function nameOf(node: Node): string {
  if (isNull(node)) return 'missing value';
  return { map: 'map', seq: 'list', scalar: 'scalar', alias: 'scalar' }[node.kind];
}
