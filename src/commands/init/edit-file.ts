import { readFileSync, statSync } from 'node:fs';
import { decode } from '../../decode.ts';
import type { Edit } from '../../edit/edit.ts';
import { LineStarts } from '../../edit/line-starts.ts';
import { Overlay } from '../../edit/overlay.ts';
import { splicesOf } from '../../edit/splice.ts';
import { PreparationError } from '../../errors.ts';
import { joinFiles, type PreparedFile, splitFiles } from '../../files/joined.ts';
import type { Problem } from '../../files/tree.ts';
import { putText } from '../../files/write.ts';
import type { Json } from '../../json.ts';
import { boundariesOf } from '../../yaml/documents.ts';
import { resolve as target } from '../../yaml/node.ts';
import { parse } from '../../yaml/parse.ts';
import { toJson } from '../../yaml/to-json.ts';

/** What became of the host's own file. */
export interface Entry {
  file: string;
  /** `made` where there was none, `kept` where it has the entry already. */
  state: 'made' | 'changed' | 'kept';
  /** Files that are not in what was made, and why. */
  leftOut?: readonly Problem[];
  /** Before and after, for a diff. */
  prepared?: PreparedFile;
}

/**
 * Makes edits in a file of one object, and changes nothing else in it.
 *
 * @param editsFor What is missing in the object; nothing where it has the entry already.
 * @throws PreparationError where the file cannot be read or is no single object; Error of the system.
 */
export function editFile(file: string, editsFor: (object: Json) => readonly Edit[]): Entry {
  const content = decode(readFileSync(file));
  const joined = joinFiles([{ file, content }]);
  const documents = boundariesOf(joined.text).flatMap(
    ({ start, end }) => parse(joined.text, start, end) ?? [],
  );
  const [document] = documents;
  if (!document || documents.length > 1 || target(document.root).kind !== 'map')
    throw new PreparationError('is not one object');
  const edits = editsFor(toJson(document.root));
  if (edits.length === 0) return { file, state: 'kept' };
  const overlay = new Overlay(document);
  for (const edit of edits) overlay.apply([], edit);
  const [prepared] = splitFiles(
    [{ file, content }],
    joined,
    splicesOf(new LineStarts(joined.text), document, overlay),
  );
  putText(file, prepared!.prepared, statSync(file).mode & 0o777);
  return { file, state: 'changed', prepared: prepared! };
}
