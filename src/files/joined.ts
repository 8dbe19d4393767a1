import { inOrder, partOf, type Splice } from '../edit/splice.ts';
import { lineStart, missingBreak } from '../edit/style.ts';
import type { Source } from '../output/location.ts';

/** A file of manifests as it is read. */
export interface ManifestFile {
  /** As users are told of it. */
  file: string;
  /** Its whole text, byte order mark included. */
  content: string;
}

/** What became of one file. */
export interface PreparedFile extends ManifestFile {
  /** The whole text, the same as before but for what was changed. */
  prepared: string;
  changes: LineChange[];
}

/** Lines, counted from 0, that took the place of others. */
export interface LineChange {
  before: { start: number; end: number };
  after: { start: number; end: number };
}

const SEPARATOR = '---\n';

/**
 * The files as one stream, so that what one of them says holds for the others too. Each part ends with a line break, and
 * between them stands a line that belongs to none: so no change of the text can concern two files.
 */
export function joinFiles(files: readonly ManifestFile[]): { text: string; sources: Source[] } {
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
  return { text: parts.join(''), sources };
}

/** The content without its byte order mark and with a final line break, of the kind that its lines have. */
function closed(content: string): string {
  const text = content.replace(/^\uFEFF/, '');
  return text + missingBreak(text);
}

/** The other way: each file by itself, with the byte order mark and without the line break that it did not have. */
export function splitFiles(
  files: readonly ManifestFile[],
  { text, sources }: { text: string; sources: readonly Source[] },
  splices: readonly Splice[],
): PreparedFile[] {
  const ordered = inOrder(splices);
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
  own: readonly Splice[],
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

/** The lines that the splices touch, neighbours taken together. */
function lineChanges(
  text: string,
  own: readonly Splice[],
  { start, end }: { start: number; end: number },
  isOpen: boolean,
): LineChange[] {
  const changes: LineChange[] = [];
  const count = (from: number, to: number) => breaksIn(text.slice(from, to));
  /** Up to where lines are counted: offset, line before, line after. */
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

/** The last line of a text that ends without a break is another line where something follows it, or where it followed something. */
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

/** End of the last line that the splice touches: none where it inserts whole lines. */
function lineEnd(text: string, splice: Splice, end: number): number {
  const { start, end: spliceEnd } = splice;
  const isAtLineStart = (offset: number) => offset === 0 || text[offset - 1] === '\n';
  if (isAtLineStart(spliceEnd) && isAtLineStart(start) && /(^|\n)$/.test(splice.text)) return spliceEnd;
  const lineBreak = text.indexOf('\n', spliceEnd);
  return lineBreak === -1 || lineBreak >= end ? end : lineBreak + 1;
}

function breaksIn(text: string): number {
  let count = 0;
  for (let next = text.indexOf('\n'); next !== -1; next = text.indexOf('\n', next + 1)) count++;
  return count;
}
