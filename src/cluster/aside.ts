import { InputError } from '../errors.ts';
import type { Resource } from '../frame.ts';
import { groupBy } from '../group-by.ts';

/** Name and namespace of an object; '' where it has none. */
export interface ObjectName {
  name: string;
  namespace: string;
}

/**
 * The objects that no rule looks at by itself, for rules that need to know of a ConfigMap or a Service after all.
 * Nothing is read before it is asked for. What cannot be read counts as absent: no other reader can use it either.
 */
export class Aside {
  readonly #byKind: Map<string, Resource[]>;

  constructor(resources: Iterable<Resource>) {
    this.#byKind = groupBy(resources, ({ kind }) => kind);
  }

  holds(kind: string): boolean {
    return this.#byKind.has(kind);
  }

  /** The objects of a kind, each read when its turn comes; with `mentioning` only those whose text has that word. */
  *each(kind: string, mentioning?: string): Iterable<Resource> {
    for (const one of this.#byKind.get(kind) ?? []) {
      const isWanted = mentioning === undefined || (one.mentions?.(mentioning) ?? true);
      if (isWanted && isReadable(one)) yield one;
    }
  }

  /** The same at once. */
  read(kind: string, mentioning?: string): Resource[] {
    return [...this.each(kind, mentioning)];
  }

  /** What the objects of a kind are called. */
  names(kind: string): ObjectName[] {
    return (this.#byKind.get(kind) ?? []).flatMap(
      (resource) => readable(() => resource.identity?.() ?? resource) ?? [],
    );
  }
}

function isReadable(resource: Resource): boolean {
  return readable(() => resource.root) !== undefined;
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
