import { InputError } from './errors.ts';
import * as blockList from './frame/block-list.ts';
import { openItemsOnDemand } from './frame/items-on-demand.ts';
import * as jsonList from './frame/json-list.ts';
import { layoutOf } from './frame/layout.ts';
import { checkSeparators } from './frame/line-breaks.ts';
import {
  checkResourceList,
  functionConfigOf,
  nameOf,
  type Opening,
  openObject,
  openResourceList,
} from './frame/objects.ts';
import type { Layout } from './frame/places.ts';
import { isTold } from './frame/type-seen.ts';
import { type ReadOnDemand, type Unread, UnreadResource } from './frame/unread.ts';
import { type Boundary, boundariesOf } from './yaml/documents.ts';
import type { BitsOf } from './yaml/key-bits.ts';
import { type Document, isNull, type MapNode, resolve } from './yaml/node.ts';
import { parse } from './yaml/parse.ts';
import { type Path, textAt } from './yaml/read.ts';
import { KeyTable, scan } from './yaml/scan.ts';
import type { SourceText } from './yaml/source-text.ts';

/** One Kubernetes object of the input. */
export interface Resource {
  readonly root: MapNode;
  /** '' where the object has none. */
  readonly apiVersion: string;
  readonly kind: string;
  /** `metadata.name`, or `metadata.generateName` with a `*` behind it. */
  readonly name: string;
  /** '' where neither the object nor the command line names one. */
  readonly namespace: string;
  readonly document: Document;
  /** Path from the root of the YAML document to the object: empty in a stream, `items`, index in a list. */
  readonly base: Path;
  /** Where the host read the object from, as its annotations say. */
  readonly file?: { path: string; index: number } | undefined;
  /** Name and namespace, told without reading the object where that is possible; only of objects that are read on demand. */
  identity?(): { name: string; namespace: string };
  /** False where the object's text has not that word; only of objects that are read on demand. */
  mentions?(word: string): boolean;
  /** Forgets what was read of the object; it is read again where something asks for it. */
  release?(): void;
}

/** The ResourceList that came in. */
export interface ResourceList {
  /** The list without its items and results, or with the last ones alone: enough to write other results. */
  head: Document;
  functionConfig: MapNode | undefined;
}

/** What came in: its text and every object in it that a rule may look at. */
export interface Input {
  text: string;
  resources: Resource[];
  /** The objects that no rule looks at by itself, for rules that have to know of a ConfigMap or a Service after all. */
  aside: Resource[];
  /** Undefined for a stream of documents. */
  list: ResourceList | undefined;
}

export interface FrameOptions {
  /** False for objects that no rule looks at: they are passed on, and where they can be told without it, unread. */
  isOfInterest(apiVersion: string, kind: string): boolean;
  /** Namespace of objects that name none. */
  namespace: string;
  /** What keys stand for, to be gathered for each document. */
  bitsOf?: BitsOf | undefined;
  /** True where the library reader is to read every document as a whole: what the fast reader could not tell. */
  whole?: boolean;
}

/**
 * Finds the objects in a ResourceList or a stream of documents, `kind: List` and typed lists opened. Objects are read
 * when they are looked at; then, as well as here, reading may throw.
 *
 * @throws InputError where something cannot be read or is no object.
 * @throws NotReadAlone where the input has to be framed with `whole`.
 */
export function frame(source: SourceText, options: FrameOptions): Input {
  const { text } = source;
  const framer = new Framer(source, options);
  const boundaries = boundariesOf(text);
  for (const [index, boundary] of boundaries.entries()) framer.addDocument(boundary, index);
  if (framer.list && framer.documents + (boundaries.length > 1 ? 1 : 0) > 1) refuseCompany(text, boundaries);
  const { resources, aside, list } = framer;
  return { text, resources, aside, list };
}

class Framer implements Opening {
  readonly source: SourceText;
  readonly options: FrameOptions;
  readonly resources: Resource[] = [];
  readonly aside: Resource[] = [];
  list: ResourceList | undefined;
  /** Documents that hold anything a rule may look at. */
  documents = 0;
  readonly #keys: KeyTable;
  readonly #documentsOnDemand: ReadOnDemand<Unread>;

  constructor(source: SourceText, options: FrameOptions) {
    this.source = source;
    this.options = options;
    this.#keys = new KeyTable(options.bitsOf);
    const read = ({ start, end }: Unread) => this.#read(start, end)!;
    this.#documentsOnDemand = { text: source.text, options, list: [], read };
  }

  add(resource: Resource): void {
    this.resources.push(resource);
  }

  addAside(resource: Resource): void {
    this.aside.push(resource);
  }

  addDocument({ start, end }: Boundary, index: number): void {
    checkSeparators(this.source, start, end);
    if (!this.options.whole && this.#addUnread(layoutOf(this.source, start, end))) return;
    const document = this.#readOrPassOn(start, end);
    if (!document) return;
    this.documents++;
    const root = resolve(document.root);
    if (isNull(root)) return;
    if (root.kind !== 'map') {
      const message = `document ${index + 1} is no Kubernetes object but a ${nameOf(root)}`;
      throw InputError.at(this.source.text, root.start, message);
    }
    if (textAt(root, 'kind') === 'ResourceList') this.list = openResourceList(this, root, document);
    else openObject(this, root, [], document);
  }

  /** Adds what a document's lines or brackets tell without reading it; false where it has to be read. */
  #addUnread(layout: Layout): boolean {
    if (!isTold(layout)) return false;
    const { apiVersion, kind } = layout;
    if (!this.options.isOfInterest(apiVersion, kind)) {
      this.addAside(this.#unread(layout));
      return true;
    }
    if (!kind.endsWith('List')) {
      this.documents++;
      this.add(this.#unread(layout));
      return true;
    }
    const items = layout.lists.find(({ key }) => key === 'items');
    if (!items || (kind !== 'ResourceList' && kind !== 'List')) return false;
    this.documents++;
    // What stands around the items is read in either case: it has to be right.
    const { readHead, readItem } = layout.json ? jsonList : blockList;
    const head = readHead(this.source, layout, this.#keys);
    if (kind === 'ResourceList') {
      const root = head.root as MapNode;
      checkResourceList(this.source.text, root);
      this.list = { head, functionConfig: functionConfigOf(this.source.text, root) };
    }
    openItemsOnDemand(this, items, (item, base) => readItem(this.source, item, base, this.#keys));
    return true;
  }

  /** A document as it was read. One that no rule looks at by itself may be broken: it is passed on all the same. */
  #readOrPassOn(start: number, end: number): Document | undefined {
    try {
      return this.#read(start, end);
    } catch (error) {
      const layout = layoutOf(this.source, start, end);
      const isInert = isTold(layout) && !this.options.isOfInterest(layout.apiVersion, layout.kind);
      if (!isInert || !(error instanceof InputError)) throw error;
      this.addAside(this.#unread(layout));
      return undefined;
    }
  }

  /** A document that holds one object. */
  #unread({ start, end, apiVersion, kind }: Unread): Resource {
    return new UnreadResource({ start, end, apiVersion, kind }, this.#documentsOnDemand);
  }

  #read(start: number, end: number): Document | undefined {
    const scanned = this.options.whole ? 'not mine' : scan(this.source, start, end, this.#keys);
    return scanned === 'not mine' ? parse(this.source.text, start, end) : scanned;
  }
}

function refuseCompany(text: string, boundaries: Boundary[]): void {
  const filled = boundaries.filter(({ start, end }) => parse(text, start, end) !== undefined);
  if (filled.length > 1)
    throw InputError.at(text, filled[1]!.start, 'a ResourceList must be the only document of the input');
}
