import { InputError } from '../errors.ts';
import { describe, type Input, type Resource, type UnreadDocument } from '../frame.ts';
import { groupBy } from '../group-by.ts';
import { nameAtAGlance } from '../yaml/name-at-a-glance.ts';
import { resolve } from '../yaml/node.ts';
import { parse } from '../yaml/parse.ts';

/** Name and namespace of an object; '' where it has none. */
export interface ObjectName {
  name: string;
  namespace: string;
}

/**
 * The documents of a stream that are passed on unread, for rules that need to know of a ConfigMap or a Service after all.
 * Nothing is read before it is asked for. What cannot be read counts as absent: no other reader can use it either.
 */
export class Unread {
  readonly #text: string;
  readonly #namespace: string;
  readonly #byKind: Map<string, UnreadDocument[]>;

  constructor({ text, unread, namespace }: Pick<Input, 'text' | 'unread' | 'namespace'>) {
    this.#text = text;
    this.#namespace = namespace;
    this.#byKind = groupBy(unread, ({ kind }) => kind);
  }

  /** The objects of a kind; with `mentioning` only those whose text has that word. */
  read(kind: string, mentioning?: string): Resource[] {
    const documents = this.#byKind.get(kind) ?? [];
    const wanted = documents.filter(
      ({ start, end }) => mentioning === undefined || this.#text.slice(start, end).includes(mentioning),
    );
    return wanted.flatMap((document) => this.#parse(document) ?? []);
  }

  /** What the objects of a kind are called. */
  names(kind: string): ObjectName[] {
    return (this.#byKind.get(kind) ?? []).flatMap((document) => {
      const seen = nameAtAGlance(this.#text.slice(document.start, document.end));
      if (seen) return { name: seen.name, namespace: seen.namespace ?? this.#namespace };
      return this.#parse(document) ?? [];
    });
  }

  #parse(unread: UnreadDocument): Resource | undefined {
    try {
      const document = parse(this.#text, unread.start, unread.end);
      const root = document && resolve(document.root);
      return root?.kind === 'map' ? describe(root, unread, [], document!, this.#namespace) : undefined;
    } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }
}
