import { InputError } from '../util/errors.ts';
import { textAt } from '../yaml/access.ts';
import { type Boundary, boundariesOf } from '../yaml/document-boundaries.ts';
import { type Document, isNull, type MapNode, resolve } from '../yaml/node.ts';
import { KeyTable } from '../yaml/parser/fast/key-table.ts';
import { parse } from '../yaml/parser/index.ts';
import { libraryParser } from '../yaml/parser/library.ts';
import { UNSUPPORTED } from '../yaml/parser/parser.ts';
import type { SourceText } from '../yaml/source.ts';
import { rejectAmbiguousLineBreaks, rejectAmbiguousSeparators } from './ambiguous-input.ts';
import { parseBlockHead } from './lazy/block-list.ts';
import { openLazyItems } from './lazy/items.ts';
import { parseJsonHead } from './lazy/json-list.ts';
import { nextJson } from './lazy/json-stream.ts';
import { type LazyOrigin, LazyResource, type Unparsed } from './lazy/lazy-resource.ts';
import { outlineOf } from './lazy/outline.ts';
import type { Outline } from './lazy/outline-types.ts';
import { isKnown } from './lazy/type-peek.ts';
import { nameObject } from './name-object.ts';
import {
  checkResourceList,
  functionConfigOf,
  nameOf,
  type Opening,
  openObject,
  openResourceList,
  type ParsedObject,
} from './resource.ts';
import type { Input, ReadOptions, Resource, ResourceList } from './types.ts';

/**
 * Finds the objects in a ResourceList or a stream of documents; `kind: List` and typed lists are replaced by their items. Objects are
 * parsed when they are first used, unless `complete` is set.
 *
 * @throws InputError for invalid syntax, and for what is not a Kubernetes object. Of several errors the first in document order is thrown,
 * here and by the objects that are parsed later.
 */
export function readManifests(source: SourceText, options: ReadOptions): Input {
  const reader = new Reader(source, options);
  return reader.reportFirst(() => reader.read());
}

class Reader implements Opening {
  readonly source: SourceText;
  readonly options: ReadOptions;
  readonly opened = new Set<MapNode>();
  readonly #resources: Resource[] = [];
  readonly #unparsed: Resource[] = [];
  readonly #keys: KeyTable;
  /** Documents of interest; the run ends if one is invalid. */
  readonly #inspected: LazyOrigin<Unparsed>;
  /** Other documents; one that is invalid counts as absent. */
  readonly #lookedUp: LazyOrigin<Unparsed>;
  #list: ResourceList | undefined;
  /** Number of documents with objects of interest. */
  #documents = 0;

  constructor(source: SourceText, options: ReadOptions) {
    this.source = source;
    this.options = options;
    this.#keys = new KeyTable(options.maskOf);
    this.#inspected = this.#originOf((parse) => this.reportFirst(parse));
    this.#lookedUp = this.#originOf((parse) => parse());
  }

  read(): Input {
    const { text } = this.source;
    rejectAmbiguousLineBreaks(text);
    const boundaries = boundariesOf(text);
    for (const [index, boundary] of boundaries.entries()) this.#addDocument(boundary, index);
    if (this.#list && this.#documents + (boundaries.length > 1 ? 1 : 0) > 1)
      rejectOtherDocuments(this.source, boundaries);
    return { text, resources: this.#resources, unparsed: this.#unparsed, list: this.#list };
  }

  add(resource: Resource): void {
    this.#resources.push(resource);
  }

  addAside(resource: Resource): void {
    this.#unparsed.push(resource);
  }

  reportFirst<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof InputError) || this.options.complete) throw error;
      throw nameObject(this.#firstError() ?? error, this.source);
    }
  }

  /** The first error in document order, in which a complete read ends. */
  #firstError(): InputError | undefined {
    try {
      readManifests(this.source, { ...this.options, complete: true });
      return undefined;
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
  }

  #addDocument({ start, end }: Boundary, index: number): void {
    rejectAmbiguousSeparators(this.source, start, end);
    let from = start;
    do from = this.#addPart(from, end, index);
    while (from < end);
  }

  /**
   * Adds the document at `start`…`end`, or the first of several JSON objects that follow each other without a marker.
   * Returns where it ends.
   */
  #addPart(start: number, end: number, index: number): number {
    let partEnd = end;
    if (!this.options.complete) {
      const outline = outlineOf(this.source, start, end);
      partEnd = outline.end;
      if (this.#addLazily(outline)) return partEnd;
    }
    if (partEnd === end) partEnd = nextJson(this.source, start, end) ?? end;
    this.#addParsed(start, partEnd, index);
    return partEnd;
  }

  #addParsed(start: number, end: number, index: number): void {
    const document = this.#parseOrPassOn(start, end);
    if (!document) return;
    this.#documents++;
    const root = resolve(document.root);
    if (isNull(root)) return;
    if (root.kind !== 'map') {
      const message = `document ${index + 1} is a ${nameOf(root)}, not a Kubernetes object`;
      throw InputError.at('not-an-object', this.source.text, root.start, message);
    }
    if (textAt(root, 'kind') === 'ResourceList') this.#list = openResourceList(this, root, document);
    else openObject(this, root, [], document);
  }

  /** Adds the objects of a document without parsing them; false if the document has to be parsed to find them. */
  #addLazily(outline: Outline): boolean {
    if (!isKnown(outline)) return false;
    const { apiVersion, kind } = outline;
    if (!this.options.isOfInterest(apiVersion, kind)) {
      this.addAside(new LazyResource(typeOf(outline), this.#lookedUp));
      return true;
    }
    if (!kind.endsWith('List')) {
      this.#documents++;
      this.add(new LazyResource(typeOf(outline), this.#inspected));
      return true;
    }
    const items = outline.lists.find(({ key }) => key === 'items');
    if (!items || (kind !== 'ResourceList' && kind !== 'List')) return false;
    // Everything around the items has to be valid, whether it is used or not.
    const head = outline.json
      ? parseJsonHead(this.source, outline.json, this.#keys)
      : parseBlockHead(this.source, outline, this.#keys);
    if (head === UNSUPPORTED) return false;
    this.#documents++;
    if (kind === 'ResourceList') {
      const root = head.root as MapNode;
      checkResourceList(this.source.text, root);
      this.#list = { head, functionConfig: functionConfigOf(this.source.text, root) };
    }
    openLazyItems(this, outline, items, this.#keys);
    return true;
  }

  /** Parses a document. One without objects of interest may be invalid: it is passed on as it is, and undefined is returned. */
  #parseOrPassOn(start: number, end: number): Document | undefined {
    try {
      return this.#parse(start, end);
    } catch (error) {
      const outline = outlineOf(this.source, start, end);
      const isInert = isKnown(outline) && !this.options.isOfInterest(outline.apiVersion, outline.kind);
      if (!isInert || !(error instanceof InputError)) throw error;
      this.addAside(new LazyResource(typeOf(outline), this.#lookedUp));
      return undefined;
    }
  }

  #parse(start: number, end: number): Document | undefined {
    return this.options.complete
      ? libraryParser.parse(this.source, start, end)
      : parse(this.source, start, end, this.#keys);
  }

  #originOf(run: <T>(work: () => T) => T): LazyOrigin<Unparsed> {
    const parseObject = ({ start, end }: Unparsed): ParsedObject => {
      const document = this.#parse(start, end)!;
      return { root: document.root as MapNode, document };
    };
    return {
      text: this.source.text,
      options: this.options,
      list: [],
      parse: (unparsed) => run(() => parseObject(unparsed)),
    };
  }
}

/** The type and the offsets of a document; its outline is not kept. */
function typeOf({ start, end, apiVersion, kind }: Unparsed): Unparsed {
  return { start, end, apiVersion, kind };
}

function rejectOtherDocuments(source: SourceText, boundaries: Boundary[]): void {
  const filled = boundaries.filter(({ start, end }) => libraryParser.parse(source, start, end) !== undefined);
  if (filled.length > 1)
    throw InputError.at(
      'resource-list-invalid',
      source.text,
      filled[1]!.start,
      'a ResourceList must be the only document of the input',
    );
}
