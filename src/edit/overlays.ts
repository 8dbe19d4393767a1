import type { Resource } from '../frame.ts';
import type { Document, Slot } from '../yaml/node.ts';
import type { Edit } from './edit.ts';
import { Overlay } from './overlay.ts';
import { type Splice, splicesOf } from './splice.ts';

/** The overlays of all documents of an input, with one history: a workload's fix may change a claim in another document. */
export class Overlays {
  readonly #byDocument = new Map<Document, Overlay>();
  readonly #history: { overlay: Overlay; mark: number }[] = [];

  constructor(documents: Iterable<Document>) {
    for (const document of documents) this.#byDocument.set(document, new Overlay(document));
  }

  /**
   * Applies the edits to the resource, all or none of them, and gives the slots of the input that they touched.
   * @throws Error where a path leads through a scalar.
   */
  apply({ document, base }: Resource, edits: Edit[]): Slot[] {
    const overlay = this.#byDocument.get(document)!;
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

  /** The changes of the text that all edits mean, in no order. */
  splices(text: string): Splice[] {
    const splices: Splice[] = [];
    for (const [document, overlay] of this.#byDocument) splices.push(...splicesOf(text, document, overlay));
    return splices;
  }
}
