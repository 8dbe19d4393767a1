import type { Resource } from '../../manifest/types.ts';

/** Finds the last object of a name, as the API server would keep it. An unknown namespace, of either side, may be any. */
export class LastByName {
  /** Objects with their position, by name and namespace. */
  readonly #byName = new Map<string, { last: Resource; byNamespace: Map<string, [number, Resource]> }>();

  constructor(objects: Iterable<Resource>) {
    let position = 0;
    for (const one of objects) {
      const known = this.#byName.get(one.name) ?? { last: one, byNamespace: new Map() };
      known.last = one;
      known.byNamespace.set(one.namespace, [position++, one]);
      this.#byName.set(one.name, known);
    }
  }

  get(namespace: string, name: string): Resource | undefined {
    const known = this.#byName.get(name);
    if (!known || namespace === '') return known?.last;
    const [own, any] = [known.byNamespace.get(namespace), known.byNamespace.get('')];
    if (!own || !any) return (own ?? any)?.[1];
    return own[0] > any[0] ? own[1] : any[1];
  }
}
