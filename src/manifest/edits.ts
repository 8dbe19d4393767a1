import { DocumentEdits } from '../yaml/edit/document-edits.ts';
import type { Edit } from '../yaml/edit/edit.ts';
import { LineIndex } from '../yaml/edit/line-index.ts';
import { inOrder, type TextEdit, textEditsOf } from '../yaml/edit/text-edit.ts';
import type { Document, Slot } from '../yaml/node.ts';
import type { Resource } from './types.ts';

/** The edits of all documents of an input, with one history: the fix of a workload may change a claim in another document. */
export class ManifestEdits {
  readonly #byDocument = new Map<Document, DocumentEdits>();
  readonly #history: { overlay: DocumentEdits; mark: number }[] = [];
  readonly #finished = new Set<Resource>();
  readonly #textEdits: TextEdit[] = [];
  readonly #lines: LineIndex;

  constructor(text: string) {
    this.#lines = new LineIndex(text);
  }

  /**
   * Applies all edits to the resource, or none if one fails, and returns the slots of the input that they changed.
   * @throws Error if a path leads through a scalar.
   */
  apply(resource: Resource, edits: Edit[]): Slot[] {
    if (this.#finished.has(resource)) throw new Error('the object was judged and written before');
    const { document, base } = resource;
    let overlay = this.#byDocument.get(document);
    if (!overlay) {
      overlay = new DocumentEdits(document);
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

  /** Returns a mark for `rollBack`. */
  mark(): number {
    return this.#history.length;
  }

  /** Reverts every edit since `mark`, in all documents. */
  rollBack(mark: number): void {
    while (this.#history.length > mark) {
      const last = this.#history.pop()!;
      last.overlay.rollBack(last.mark);
    }
  }

  /**
   * Ends the edits of a resource. If it is a separate document, its edits become text and its nodes are released, so that never all of
   * an input is in memory. A later read parses it again, without the edits.
   */
  finish(resource: Resource): void {
    const { document } = resource;
    if (document.root !== resource.root) return;
    const overlay = this.#byDocument.get(document);
    if (overlay) {
      this.#write(document, overlay);
      // Nodes that are not parsed again have to be without edits too.
      if (!resource.release) overlay.rollBack(0);
      this.#byDocument.delete(document);
      this.#history.length = 0;
    }
    this.#finished.add(resource);
    resource.release?.();
  }

  /** Returns the text edits for all edits, in no order. */
  textEdits(): TextEdit[] {
    for (const [document, overlay] of this.#byDocument) this.#write(document, overlay);
    return this.#textEdits;
  }

  #write(document: Document, overlay: DocumentEdits): void {
    for (const textEdit of inOrder(textEditsOf(this.#lines, document, overlay)))
      this.#textEdits.push(textEdit);
  }
}
