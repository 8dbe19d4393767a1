import { InputError } from '../../util/errors.ts';
import { type Path, textAt } from '../../yaml/access.ts';
import type { MapNode } from '../../yaml/node.ts';
import { FILE_ANNOTATION, type Identity, identityOf, type ParsedObject } from '../resource.ts';
import type { ReadOptions, Resource } from '../types.ts';
import { peekMetadata } from './metadata-peek.ts';

/** The offsets of an object in the input, and its type. */
export interface Unparsed {
  start: number;
  end: number;
  apiVersion: string;
  kind: string;
}

/** What lazy resources of one list, or those that are documents, have in common. */
export interface LazyOrigin<T extends Unparsed> {
  text: string;
  options: ReadOptions;
  /** Path of the list that the objects are items of; empty for documents. */
  list: Path;
  /**
   * Parses an object.
   * @throws InputError
   */
  parse(unparsed: T, index: number | undefined): ParsedObject;
}

/** An object that is parsed when it is first used, and can be released afterwards. Large inputs have many, so it has few fields. */
export class LazyResource<T extends Unparsed> implements Resource {
  readonly #unparsed: T;
  readonly #origin: LazyOrigin<T>;
  readonly #index: number | undefined;
  #parsed: ParsedObject | undefined;
  #identity: Identity | undefined;

  /** `index` is that of the list's item; undefined for a document. */
  constructor(unparsed: T, origin: LazyOrigin<T>, index?: number) {
    this.#unparsed = unparsed;
    this.#origin = origin;
    this.#index = index;
  }

  get apiVersion(): string {
    return this.#unparsed.apiVersion;
  }

  get kind(): string {
    return this.#unparsed.kind;
  }

  get base(): Path {
    return this.#index === undefined ? this.#origin.list : [...this.#origin.list, this.#index];
  }

  get document(): ParsedObject['document'] {
    return this.#parse().document;
  }

  get root(): MapNode {
    return this.#parse().root;
  }

  get name(): string {
    return this.#known.name;
  }

  get namespace(): string {
    return this.#known.namespace;
  }

  get file(): Identity['file'] {
    return this.#identity || this.mentions(FILE_ANNOTATION) ? this.#known.file : undefined;
  }

  text(): string {
    return this.#text;
  }

  mentions(word: string): boolean {
    const text = this.#text;
    // Any character may be written as an escape.
    return text.includes(word) || text.includes('\\');
  }

  /** Name and namespace. Objects with long content, such as ConfigMaps, are not parsed for it. */
  identity(): Pick<Identity, 'name' | 'namespace'> {
    if (this.#identity || this.#index !== undefined) return this.#known;
    const seen = peekMetadata(this.#text);
    if (!seen) return this.#known;
    return { name: seen.name, namespace: seen.namespace ?? this.#origin.options.namespace };
  }

  get isParsed(): boolean {
    return this.#parsed !== undefined;
  }

  release(): void {
    this.#parsed = undefined;
  }

  get #text(): string {
    return this.#origin.text.slice(this.#unparsed.start, this.#unparsed.end);
  }

  get #known(): Identity {
    this.#identity ??= identityOf(this.root, this.#origin.options);
    return this.#identity;
  }

  #parse(): ParsedObject {
    if (!this.#parsed) {
      const parsed = this.#origin.parse(this.#unparsed, this.#index);
      const { root } = parsed;
      // Everything selects objects by the type that their lines show. Only lines of quoted scalars without indentation can mislead.
      if (textAt(root, 'kind') !== this.kind || textAt(root, 'apiVersion') !== this.apiVersion) {
        const message = `a line of this object looks like the start of a ${this.kind}, but is part of a quoted text; indent the lines of the quoted text`;
        throw InputError.at('yaml-ambiguous', this.#origin.text, root.start, message);
      }
      this.#parsed = parsed;
    }
    return this.#parsed;
  }
}
