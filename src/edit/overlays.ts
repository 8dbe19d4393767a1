import type { Resource } from '../frame.ts';
import type { Document, Slot } from '../yaml/node.ts';
import type { Edit } from './edit.ts';
import { LineStarts } from './line-starts.ts';
import { Overlay } from './overlay.ts';
import { inOrder, type Splice, splicesOf } from './splice.ts';

/** The overlays of all documents of an input, with one history: a workload's fix may change a claim in another document. */
export class Overlays {
  readonly #byDocument = new Map<Document, Overlay>();
  readonly #history: { overlay: Overlay; mark: number }[] = [];
  readonly #finished = new Set<Resource>();
  readonly #splices: Splice[] = [];
  readonly #lines: LineStarts;

  constructor(text: string) {
    this.#lines = new LineStarts(text);
  }

  /**
   * Applies the edits to the resource, all or none of them, and gives the slots of the input that they touched.
   * @throws Error where a path leads through a scalar.
   */
  apply(resource: Resource, edits: Edit[]): Slot[] {
    if (this.#finished.has(resource)) throw new Error('the object was judged and written before');
    const { document, base } = resource;
    let overlay = this.#byDocument.get(document);
    if (!overlay) {
      overlay = new Overlay(document);
      this.#byDocument.set(document, overlay);
    }
    const mark = overlay.mark();
    const touchedBefore = overlay.touched.length;
    try {
      for (const edit of edits) overlay.apply(base, edit);
    } catch (error) {
      overlay.rollBack(mark);
      throw error;
    }
    this.#history.push({ overlay, mark });
    return overlay.touched.slice(touchedBefore);
  }

  /** A mark to which `rollBack` can return. */
  mark(): number {
    return this.#history.length;
  }

  /** Takes back every edit since `mark`, in whichever document. */
  rollBack(mark: number): void {
    while (this.#history.length > mark) {
      const last = this.#history.pop()!;
      last.overlay.rollBack(last.mark);
    }
  }

  /**
   * Nothing changes the resource any more: where it has a document of its own, its edits become text and it is forgotten,
   * so that an input of any length is never in memory as a whole. What is then read of it again is as it came in.
   */
  finish(resource: Resource): void {
    const { document } = resource;
    if (document.root !== resource.root) return;
    const overlay = this.#byDocument.get(document);
    if (overlay) {
      this.#write(document, overlay);
      // What is read again is read anew.
      if (!resource.release) overlay.rollBack(0);
      this.#byDocument.delete(document);
      this.#history.length = 0;
    }
    this.#finished.add(resource);
    resource.release?.();
  }

  /** The changes of the text that all edits mean, in no order. */
  splices(): Splice[] {
    for (const [document, overlay] of this.#byDocument) this.#write(document, overlay);
    return this.#splices;
  }

  #write(document: Document, overlay: Overlay): void {
    for (const splice of inOrder(splicesOf(this.#lines, document, overlay))) this.#splices.push(splice);
  }
}
