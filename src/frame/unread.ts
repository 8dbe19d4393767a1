import type { FrameOptions, Resource } from '../frame.ts';
import { nameAtAGlance } from '../yaml/name-at-a-glance.ts';
import type { Document, MapNode } from '../yaml/node.ts';
import { type Path, textAt } from '../yaml/read.ts';
import { type Identity, identityOf } from './objects.ts';

/** Thrown where an object cannot be read by itself: the library reader has to read the whole input. */
export class NotReadAlone extends Error {
  override name = 'NotReadAlone';
}

/** Where an object stands in the input, what a glance tells of it, and how it is read. */
export interface Unread {
  text: string;
  start: number;
  end: number;
  apiVersion: string;
  kind: string;
  base: Path;
  read(): Document;
}

/** An object that is read when something of it is asked for, and can be forgotten again. */
export class UnreadResource implements Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly base: Path;
  readonly #unread: Unread;
  readonly #options: FrameOptions;
  #document: Document | undefined;
  #identity: Identity | undefined;

  constructor(unread: Unread, options: FrameOptions) {
    this.apiVersion = unread.apiVersion;
    this.kind = unread.kind;
    this.base = unread.base;
    this.#unread = unread;
    this.#options = options;
  }

  get document(): Document {
    this.#document ??= this.#checked(this.#unread.read());
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
    const { text, start, end } = this.#unread;
    const own = text.slice(start, end);
    // An escape may stand for any character.
    return own.includes(word) || own.includes('\\');
  }

  /** Name and namespace; objects with much content, as ConfigMaps are, need not be read for it. */
  identity(): Pick<Identity, 'name' | 'namespace'> {
    if (this.#identity || this.base.length > 0) return this.#known;
    const { text, start, end } = this.#unread;
    const seen = nameAtAGlance(text.slice(start, end));
    return seen ? { name: seen.name, namespace: seen.namespace ?? this.#options.namespace } : this.#known;
  }

  release(): void {
    this.#document = undefined;
  }

  get #known(): Identity {
    this.#identity ??= identityOf(this.root, this.#options);
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
