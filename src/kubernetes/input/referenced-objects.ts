import { readBriefly } from '../../manifest/read-briefly.ts';
import type { Resource } from '../../manifest/types.ts';
import { InputError } from '../../util/errors.ts';
import { groupBy } from '../../util/group-by.ts';

/**
 * The objects that no rule looks at by itself, for rules that need to know of a ConfigMap or a Service after all.
 * Nothing is read before it is asked for. What cannot be read counts as absent: no other reader can use it either.
 */
export class ReferencedObjects {
  readonly #byKind: Map<string, Resource[]>;

  constructor(resources: Iterable<Resource>) {
    this.#byKind = groupBy(resources, ({ kind }) => kind);
  }

  holds(kind: string): boolean {
    return this.#byKind.has(kind);
  }

  /**
   * The objects of a kind, each read when its turn comes and released afterwards; only those that `isWanted`, which sees them
   * unread.
   */
  *each(kind: string, isWanted: (resource: Resource) => boolean = () => true): Iterable<Resource> {
    for (const one of this.#byKind.get(kind) ?? []) {
      if (!isWanted(one)) continue;
      const wasParsed = one.isParsed ?? true;
      if (isReadable(one)) yield one;
      if (!wasParsed) one.release?.();
    }
  }

  /** The same at once; with `mentioning` only those whose text has that word. */
  read(kind: string, mentioning?: string): Resource[] {
    const isWanted = (one: Resource) => mentioning === undefined || (one.mentions?.(mentioning) ?? true);
    return [...this.each(kind, isWanted)];
  }

  /** The objects of a kind by name, which is read without parsing objects with long content. */
  byName(kind: string): Map<string, Resource[]> {
    const nameOf = (resource: Resource) => readable(() => (resource.identity?.() ?? resource).name);
    const named = groupBy(this.#byKind.get(kind) ?? [], (resource) => readBriefly(resource, nameOf));
    named.delete(undefined);
    return named as Map<string, Resource[]>;
  }
}

/** False for an object that cannot be parsed. */
export function isReadable(resource: Resource): boolean {
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
