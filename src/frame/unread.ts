import type { FrameOptions, Resource } from '../frame.ts';
import { nameAtAGlance } from '../yaml/name-at-a-glance.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import { type Path, textAt } from '../yaml/read.ts';
import { type Identity, identityOf } from './objects.ts';

/** Thrown where an object cannot be read by itself: the library reader has to read the whole input. */
export class NotReadAlone extends Error {
  override name = 'NotReadAlone';
}

/** Where an object stands in the input, and what a glance tells of it. */
export interface Unread {
  start: number;
  end: number;
  apiVersion: string;
  kind: string;
}

/** How the objects of a list are read, or those that are documents of their own. */
export interface ReadOnDemand<T extends Unread> {
  text: string;
  options: FrameOptions;
  /** Path of the list that the objects are items of. */
  list: Path;
  read(unread: T, base: Path): Document;
}

/** An object that is read when something of it is asked for, and can be forgotten again. A large input has many, so it is small. */
export class UnreadResource<T extends Unread> implements Resource {
  readonly #unread: T;
  readonly #origin: ReadOnDemand<T>;
  readonly #index: number | undefined;
  #document: Document | undefined;
  #identity: Identity | undefined;

  /** `index` in the list; none for a document of its own. */
  constructor(unread: T, origin: ReadOnDemand<T>, index?: number) {
    this.#unread = unread;
    this.#origin = origin;
    this.#index = index;
  }

  get apiVersion(): string {
    return this.#unread.apiVersion;
  }

  get kind(): string {
    return this.#unread.kind;
  }

  get base(): Path {
    return this.#index === undefined ? this.#origin.list : [...this.#origin.list, this.#index];
  }

  get document(): Document {
    this.#document ??= this.#checked(this.#origin.read(this.#unread, this.base));
    return this.#document;
  }

  get root(): MapNode {
    return this.document.root as MapNode;
  }

  get name(): string {
    return this.#known.name;
  }

  get namespace(): string {
    return this.#known.namespace;
  }

  get file(): Identity['file'] {
    return this.#known.file;
  }

  mentions(word: string): boolean {
    const own = this.#text;
    // An escape may stand for any character.
    return own.includes(word) || own.includes('\\');
  }

  /** Name and namespace; objects with much content, as ConfigMaps are, need not be read for it. */
  identity(): Pick<Identity, 'name' | 'namespace'> {
    if (this.#identity || this.#index !== undefined) return this.#known;
    const seen = nameAtAGlance(this.#text);
    if (!seen) return this.#known;
    return { name: seen.name, namespace: seen.namespace ?? this.#origin.options.namespace };
  }

  release(): void {
    this.#document = undefined;
  }

  get #text(): string {
    return this.#origin.text.slice(this.#unread.start, this.#unread.end);
  }

  get #known(): Identity {
    this.#identity ??= identityOf(this.root, this.#origin.options);
    return this.#identity;
  }

  /** What a glance took the object for has to be what it is. */
  #checked(document: Document): Document {
    const { root } = document;
    const isTheSame =
      root.kind === 'map' &&
      textAt(root, 'kind') === this.kind &&
      textAt(root, 'apiVersion') === this.apiVersion;
    if (!isTheSame) throw new NotReadAlone(`the ${this.kind} is not what it looks like`);
    return document;
  }
}
