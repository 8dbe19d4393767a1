import type { Source } from '../report/location.ts';
import { LONGEST_TEXT, tooLong } from '../util/longest-text.ts';
import { withCarriageReturns } from '../yaml/carriage-returns.ts';
import { lineStart, missingBreak } from '../yaml/edit/style.ts';
import { inOrder, partOf, type TextEdit } from '../yaml/edit/text-edit.ts';

/** A file of manifests. */
export interface ManifestFile {
  /** The path in messages. */
  file: string;
  /** Its complete text, including a byte order mark. */
  content: string;
  /** The encoding that the text was converted from, if it was. */
  encoding?: string;
  /** True if the lines of the file end with carriage returns alone, which are line feeds in `content`. */
  carriageReturns?: true;
}

/** Several files as one stream. */
export interface JoinedFiles {
  text: string;
  sources: Source[];
  /** The encoding of files that were converted, with their names; not set without any. */
  encoding?: string;
}

/** The result for one file. */
export interface PreparedFile extends ManifestFile {
  /** The complete text after the changes. */
  prepared: string;
  changes: LineChange[];
}

/** Replaced lines, counted from 0. */
export interface LineChange {
  before: { start: number; end: number };
  after: { start: number; end: number };
}

const SEPARATOR = '---\n';

/**
 * Joins the files into one stream, so that the objects of each apply to the others. Each part ends with a line break, and the
 * parts are separated by a line that belongs to no file, so that a text edit never affects two files.
 */
export function concatenateFiles(files: readonly ManifestFile[]): JoinedFiles {
  const sources: Source[] = [];
  const parts: string[] = [];
  let length = 0;
  for (const { file, content } of files) {
    const part = closed(content);
    sources.push({ file, start: length, end: length + part.length });
    parts.push(part, SEPARATOR);
    length += part.length + SEPARATOR.length;
  }
  parts.pop();
  if (length > LONGEST_TEXT) throw tooLong(length, 'the files have');
  const converted = files.filter(({ encoding }) => encoding);
  const text = parts.join('');
  if (converted.length === 0) return { text, sources };
  const names = converted.map(({ file }) => file).join(', ');
  return { text, sources, encoding: `${converted[0]!.encoding} (${names})` };
}

/** Removes the byte order mark and adds a final line break in the style of the file. */
function closed(content: string): string {
  const text = content.replace(/^\uFEFF/, '');
  return text + missingBreak(text);
}

/** Returns a prepared file with the line breaks of the file. For programs that compare files, one without line feeds is one line. */
export function asInFile(file: PreparedFile): PreparedFile {
  if (!file.carriageReturns) return file;
  const whole = { start: 0, end: 1 };
  return {
    ...file,
    content: withCarriageReturns(file.content),
    prepared: withCarriageReturns(file.prepared),
    changes: file.changes.length > 0 ? [{ before: whole, after: whole }] : [],
  };
}

/** Splits the stream into the files again, restores byte order marks and removes added line breaks. */
export function splitFiles(
  files: readonly ManifestFile[],
  { text, sources }: { text: string; sources: readonly Source[] },
  textEdits: readonly TextEdit[],
): PreparedFile[] {
  const ordered = inOrder(textEdits);
  let next = 0;
  return files.map((file, index) => {
    const { start, end } = sources[index]!;
    const first = next;
    while (next < ordered.length && ordered[next]!.end <= end) next++;
    const own = ordered.slice(first, next);
    if (own.length === 0) return { ...file, prepared: file.content, changes: [] };
    return { ...file, ...withSplices(file.content, text, own, { start, end }) };
  });
}

function withSplices(
  content: string,
  text: string,
  own: readonly TextEdit[],
  { start, end }: { start: number; end: number },
): Pick<PreparedFile, 'prepared' | 'changes'> {
  if (own[0]!.start < start) throw new Error('internal error: a change of the text lies between two files');
  const mark = content.startsWith('\uFEFF') ? '\uFEFF' : '';
  const isOpen = missingBreak(content) !== '';
  const body = partOf(text, own, start, end);
  const prepared = mark + (isOpen ? body.replace(/\r?\n$/, '') : body);
  if (prepared === content) return { prepared: content, changes: [] };
  return { prepared, changes: lineChanges(text, own, { start, end }, isOpen) };
}

/** Returns the lines that the text edits touch; adjacent lines are merged. */
function lineChanges(
  text: string,
  own: readonly TextEdit[],
  { start, end }: { start: number; end: number },
  isOpen: boolean,
): LineChange[] {
  const changes: LineChange[] = [];
  const count = (from: number, to: number) => breaksIn(text.slice(from, to));
  /** Position of the line counter: offset, line before, line after. */
  let [offset, before, after] = [start, 0, 0];
  for (let index = 0; index < own.length; ) {
    const from = Math.max(start, lineStart(text, own[index]!.start));
    let to = lineEnd(text, own[index]!, end);
    const first = index++;
    while (index < own.length && lineStart(text, own[index]!.start) <= to) {
      to = Math.max(to, lineEnd(text, own[index]!, end));
      index++;
    }
    const kept = count(offset, from);
    const removed = count(from, to);
    const added = breaksIn(partOf(text, own.slice(first, index), from, to));
    before += kept;
    after += kept;
    changes.push({
      before: { start: before, end: before + removed },
      after: { start: after, end: after + added },
    });
    before += removed;
    after += added;
    offset = to;
  }
  if (isOpen && offset === end) takeLineBefore(changes);
  return changes;
}

/** If the file lacks a final newline, adding or removing its last line also changes the line before (diff shows both). */
function takeLineBefore(changes: LineChange[]): void {
  const last = changes.at(-1)!;
  if (last.before.start < last.before.end && last.after.start < last.after.end) return;
  last.before.start--;
  last.after.start--;
  const previous = changes.at(-2);
  if (!previous || previous.before.end <= last.before.start) return;
  previous.before.end = last.before.end;
  previous.after.end = last.after.end;
  changes.pop();
}

/** End of the last line that the textEdit touches: none where it inserts whole lines. */
function lineEnd(text: string, textEdit: TextEdit, end: number): number {
  const { start, end: spliceEnd } = textEdit;
  const isAtLineStart = (offset: number) => offset === 0 || text[offset - 1] === '\n';
  if (isAtLineStart(spliceEnd) && isAtLineStart(start) && /(^|\n)$/.test(textEdit.text)) return spliceEnd;
  const lineBreak = text.indexOf('\n', spliceEnd);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

function breaksIn(text: string): number {
  let count = 0;
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1)) count++;
  return count;
}
