/** A manifest before it is written. A map is a list of entries, since keys may be duplicates. */
export type Tree = string | null | Tree[] | Entries | Written;

export type Entry = [key: string | Written, value: Tree];

export class Entries {
  list: Entry[];
  readonly anchor: string | undefined;

  constructor(list: Entry[], anchor?: string) {
    this.list = list;
    this.anchor = anchor;
  }

  /** Puts an entry at a place; without one, at the end. */
  insert(entry: Entry, at = this.list.length): void {
    this.list.splice(at, 0, entry);
  }
}

/** A key or an alias that is written in just this way. */
export class Written {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The key and its value decide which object this is: it is worth being written oddly. */
export function isTelling(key: string): boolean {
  return ['kind', 'apiVersion', 'items', 'runtimeClassName'].includes(key);
}
