import { readFileSync, statSync } from 'node:fs';
import { putText } from '../../files/atomic-write.ts';
import { concatenateFiles, type PreparedFile, splitFiles } from '../../files/concatenate.ts';
import type { FileProblem } from '../../files/tree.ts';
import { PreparationError } from '../../util/errors.ts';
import type { Json } from '../../util/json.ts';
import { decode } from '../../yaml/decode.ts';
import { boundariesOf } from '../../yaml/document-boundaries.ts';
import { DocumentEdits } from '../../yaml/edit/document-edits.ts';
import type { Edit } from '../../yaml/edit/edit.ts';
import { LineIndex } from '../../yaml/edit/line-index.ts';
import { type TextEdit, textEditsOf } from '../../yaml/edit/text-edit.ts';
import { resolve as target } from '../../yaml/node.ts';
import { parseWithLibrary } from '../../yaml/parser/library.ts';
import { toJson } from '../../yaml/to-json.ts';

/** What became of the host's own file. */
export interface Entry {
  file: string;
  /** `made`: the file is new; `unchanged`: it already has the entry. */
  state: 'made' | 'changed' | 'unchanged';
  /** Files that are not in what was made, and why. */
  leftOut?: readonly FileProblem[];
  /** Before and after, for a diff. */
  prepared?: PreparedFile;
}

/**
 * Makes edits in a file of one object, and changes nothing else in it.
 *
 * @param editsFor What is missing in the object; nothing where it has the entry already.
 * @throws PreparationError if the file cannot be parsed or is not a single object; Error for system errors.
 */
export function editFile(file: string, editsFor: (object: Json) => readonly Edit[]): Entry {
  const content = decode(readFileSync(file));
  const joined = concatenateFiles([{ file, content }]);
  const documents = boundariesOf(joined.text).flatMap(
    ({ start, end }) => parseWithLibrary(joined.text, start, end) ?? [],
  );
  const [document] = documents;
  if (!document || documents.length > 1 || target(document.root).kind !== 'map')
    throw new PreparationError('init-not-possible', 'is not one object');
  const edits = editsFor(toJson(document.root));
  if (edits.length === 0) return { file, state: 'unchanged' };
  const overlay = new DocumentEdits(document);
  for (const edit of edits) overlay.apply([], edit);
  const [prepared] = splitFiles(
    [{ file, content }],
    joined,
    textEditsOf(new LineIndex(joined.text), document, overlay).map((edit) =>
      afterComments(edit, joined.text),
    ),
  );
  putText(file, prepared!.prepared, statSync(file).mode & 0o777);
  return { file, state: 'changed', prepared: prepared! };
}

/** Moves lines that would be inserted above the comments at the end of the file: these may be entries that are commented out. */
function afterComments(edit: TextEdit, text: string): TextEdit {
  const isInsertion = edit.start === edit.end && /^(?:[ \t]*(?:#.*)?\r?\n)*$/.test(text.slice(edit.end));
  return isInsertion ? { ...edit, start: text.length, end: text.length } : edit;
}
