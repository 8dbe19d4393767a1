import { entriesOf, formatPath, mergedMaps, mergeSlot, ownSlot, type Path } from '../access.ts';
import {
  type Collection,
  type Document,
  isNull,
  type MapNode,
  NEW,
  type Node,
  resolve,
  type SeqNode,
  type Slot,
  slotsOf,
} from '../node.ts';
import type { Edit } from './edit.ts';
import { copy, newMap, newScalar, newSeq, newSlot, toNode } from './new-node.ts';

/** Collections that mean nothing when empty: removing their last child removes them as well. */
const REMOVED_WHEN_EMPTY = new Set([
  'resources',
  'limits',
  'requests',
  'annotations',
  'labels',
  'volumeMounts',
  'volumeDevices',
]);

/**
 * The edits of one document. Changes the nodes in place and keeps the parsed content (`original`, `originalValue`), so that offsets stay
 * valid and text is made once, at the end. A change of a node never changes its aliases: see `#release` and `#own`.
 */
export class DocumentEdits {
  /** Slots of the input whose value was replaced, and the collections that hold them. */
  readonly replaced = new Map<Slot, Collection>();
  /** Collections of the input that got or lost slots. */
  readonly changed = new Set<Collection>();
  /** Collections of the input that are no longer part of the tree. */
  readonly detached = new Set<Collection>();
  /** Slots of the input whose value was replaced or that were removed, in the order of the edits. */
  readonly touched: Slot[] = [];
  readonly #document: Document;
  readonly #undo: (() => void)[] = [];

  constructor(document: Document) {
    this.#document = document;
  }

  /**
   * Applies one edit to the resource at `base` of the YAML document.
   * @throws Error if the path leads through a scalar.
   */
  apply(base: Path, edit: Edit): void {
    const between = base.length - this.#document.base.length;
    const path = between === 0 ? edit.path : [...base.slice(-between), ...edit.path];
    if (edit.op === 'remove') this.#remove(path);
    else if (edit.op === 'set') this.#set(path, toNode(edit.value), edit.position === 'first');
    else this.#append(path, toNode(edit.value));
  }

  /** Returns a mark for `rollBack`. */
  mark(): number {
    return this.#undo.length;
  }

  /** Reverts every edit since `mark`. */
  rollBack(mark: number): void {
    while (this.#undo.length > mark) this.#undo.pop()!();
  }

  #set(path: Path, value: Node, first: boolean): void {
    const holder = this.#walk(path, path.length - 1);
    const key = path.at(-1)!;
    const slot = typeof key === 'number' ? (holder as SeqNode).items[key] : ownSlot(holder as MapNode, key);
    if (slot) return this.#replace(holder, slot, value);
    if (typeof key === 'number') throw new Error(`no item at ${formatPath(path)}`);
    this.#insertEntry(holder as MapNode, key, value, first);
  }

  #append(path: Path, value: Node): void {
    const seq = this.#walk([...path, 0], path.length);
    this.#insert(seq, newSlot(value), false);
  }

  #remove(path: Path): void {
    const holders: { holder: Collection; slot: Slot; key: string | number }[] = [];
    let node: Node = this.#document.root;
    for (const [index, key] of path.entries()) {
      if (node.kind === 'map' && typeof key === 'string' && !ownSlot(node, key))
        this.#inlineMerges(node, key);
      const slot: Slot | undefined = slotAt(node, key);
      if (!slot) return; // already gone
      const holder = node as Collection;
      holders.push({ holder, slot, key });
      if (index < path.length - 1) node = this.#own(holder, slot);
    }
    for (let last = holders.pop(); last; last = holders.pop()) {
      this.#takeOut(last.holder, last.slot);
      const parent = holders.at(-1);
      if (slotsOf(last.holder).length > 0 || !parent) return;
      if (REMOVED_WHEN_EMPTY.has(String(parent.key))) continue;
      const empty = last.holder.kind === 'map' ? newMap() : newSeq();
      return this.#replace(parent.holder, parent.slot, empty);
    }
  }

  /** Returns the collection at the first `depth` keys of a path; creates it if it is missing. */
  #walk(path: Path, depth: number): Collection {
    let node = this.#document.root as Collection;
    for (let index = 0; index < depth; index++) {
      const slot = slotAt(node, path[index]!);
      const value = slot?.value;
      const isPlainWay =
        (value?.kind === 'map' || value?.kind === 'seq') &&
        value.anchor === undefined &&
        slotsOf(value).length > 0;
      node = isPlainWay ? value : this.#enter(node, path, index);
    }
    return node;
  }

  /** Returns the next collection on a path, which can be changed. */
  #enter(holder: Collection, path: Path, index: number): Collection {
    const key = path[index]!;
    const make: () => Collection = typeof path[index + 1] === 'number' ? newSeq : newMap;
    const slot = slotAt(holder, key);
    if (!slot) {
      if (holder.kind === 'seq' || typeof key === 'number')
        throw new Error(`${formatPath(path.slice(0, index + 1))} does not exist`);
      const merged = merge(holder, key);
      const value = merged && !isNull(merged) ? copy(merged) : make();
      this.#insertEntry(holder, key, value, false);
      return value as Collection;
    }
    const value = this.#own(holder, slot);
    // An empty `{}` is replaced, so that its new content is printed in the style around it.
    if (isNull(value) || (isEmptyFlow(value) && holder.start !== NEW)) {
      this.#replace(holder, slot, make());
      return slot.value as Collection;
    }
    if (value.kind !== 'map' && value.kind !== 'seq')
      throw new Error(`${formatPath(path.slice(0, index + 1))} is a scalar`);
    return value;
  }

  /** Returns the slot's value, which can be changed: an alias is replaced by a copy, aliases of an anchored value get copies first. */
  #own(holder: Collection, slot: Slot): Node {
    if (slot.value.kind === 'alias') this.#replace(holder, slot, copy(slot.value));
    else this.#release(slot.value);
    return slot.value;
  }

  /** Replaces every alias of `node` by a copy. */
  #release(node: Node): void {
    if (node.anchor === undefined) return;
    for (const { slot, holder } of this.#document.aliases.get(node) ?? []) {
      if (slot.value.kind === 'alias' && resolve(slot.value) === node && !this.detached.has(holder)) {
        this.#replace(holder, slot, copy(node));
      }
    }
  }

  #replace(holder: Collection, slot: Slot, value: Node): void {
    const before = slot.value;
    this.#leave(before);
    const isFirst = slot.start !== NEW && slot.originalValue === undefined;
    if (slot.start !== NEW) this.#note(slot);
    if (isFirst) {
      slot.originalValue = before;
      this.replaced.set(slot, holder);
    }
    slot.value = value;
    this.#undo.push(() => {
      slot.value = before;
      if (!isFirst) return;
      delete slot.originalValue;
      this.replaced.delete(slot);
    });
  }

  /** Adds an entry; one that an earlier edit removed comes back to its place. */
  #insertEntry(holder: MapNode, key: string, value: Node, first: boolean): void {
    const removed = holder.original?.find(
      (slot) => slot.key!.value === key && !holder.entries.includes(slot),
    );
    // After a merge key, since for some parsers a merge overrides the entries before it.
    if (!removed) return this.#insert(holder, newSlot(value, newScalar(key)), first && !holder.merges);
    const before = holder.original!.slice(0, holder.original!.indexOf(removed));
    const index = holder.entries.findLastIndex((slot) => before.includes(slot)) + 1;
    holder.entries.splice(index, 0, removed);
    this.#undo.push(() => holder.entries.splice(holder.entries.indexOf(removed), 1));
    this.#replace(holder, removed, value);
  }

  #insert(holder: Collection, slot: Slot, first: boolean): void {
    this.#touch(holder);
    const slots = slotsOf(holder);
    if (first) slots.unshift(slot);
    else slots.push(slot);
    this.#undo.push(() => slots.splice(slots.indexOf(slot), 1));
  }

  #takeOut(holder: Collection, slot: Slot): void {
    this.#leave(slot.value);
    this.#touch(holder);
    if (slot.start !== NEW) this.#note(slot);
    const slots = slotsOf(holder);
    const index = slots.indexOf(slot);
    slots.splice(index, 1);
    this.#undo.push(() => slots.splice(index, 0, slot));
  }

  /** Keeps the parsed slots of a collection before its first change. */
  #touch(holder: Collection): void {
    if (holder.start === NEW || this.changed.has(holder)) return;
    holder.original = slotsOf(holder).slice();
    this.changed.add(holder);
    this.#undo.push(() => {
      delete holder.original;
      this.changed.delete(holder);
    });
  }

  #note(slot: Slot): void {
    this.touched.push(slot);
    this.#undo.push(() => this.touched.pop());
  }

  /** Handles a value that is no longer part of the document: aliases elsewhere get copies of its nodes, and its own changes are void. */
  #leave(node: Node): void {
    this.#release(node);
    if (node.kind === 'scalar' || node.kind === 'alias') return;
    if (!this.detached.has(node)) {
      this.detached.add(node);
      this.#undo.push(() => this.detached.delete(node));
    }
    for (const slot of slotsOf(node)) this.#leave(slot.value);
  }

  /** Replaces `<<` by the entries that it merges, so that one of them can be removed. */
  #inlineMerges(map: MapNode, key: string): void {
    const slot = mergeSlot(map);
    if (!slot || !merge(map, key)) return;
    const merged = entriesOf(map).filter(([name]) => !ownSlot(map, name));
    this.#takeOut(map, slot);
    for (const [name, value] of merged) this.#insert(map, newSlot(copy(value), newScalar(name)), false);
  }
}

function isEmptyFlow(node: Node): boolean {
  return (node.kind === 'map' || node.kind === 'seq') && node.start !== NEW && slotsOf(node).length === 0;
}

function slotAt(node: Node, key: string | number): Slot | undefined {
  if (typeof key === 'number') return node.kind === 'seq' ? node.items[key] : undefined;
  return node.kind === 'map' ? ownSlot(node, key) : undefined;
}

/** Returns the value of `key` that merge keys add, by precedence. */
function merge(map: MapNode, key: string): Node | undefined {
  for (const source of mergedMaps(map)) {
    const found = entriesOf(source).find(([name]) => name === key);
    if (found) return found[1];
  }
  return undefined;
}
