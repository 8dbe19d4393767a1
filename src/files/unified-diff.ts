import { diffArrays } from 'diff';
import { paint } from '../util/colour.ts';
import { printable } from '../util/text.ts';
import type { PreparedFile } from './concatenate.ts';

/** Lines of context around a change. */
const CONTEXT = 3;

/** A line of a diff. */
export interface Line {
  kind: ' ' | '-' | '+';
  /** With its break, where it has one. */
  text: string;
  /** Number of lines before it in each text. */
  before: number;
  after: number;
}

/** Where a diff goes to. */
export interface DiffLayout {
  colour?: boolean;
  /** False if another program reads the diff and needs every character. */
  onTerminal?: boolean;
}

/**
 * Formats the changes of a file as a unified diff for `patch` and `git apply`; '' if nothing changed. `name` is relative to the
 * folder in which the diff is applied, with slashes.
 */
export function unifiedDiff(
  name: string,
  file: PreparedFile,
  { colour = false, onTerminal = false }: DiffLayout = {},
): string {
  if (file.changes.length === 0) return '';
  const lines = [
    paint(`--- ${headerName(`a/${name}`)}`, 'bold', colour),
    paint(`+++ ${headerName(`b/${name}`)}`, 'bold', colour),
  ];
  for (const hunk of diffHunks(file)) {
    lines.push(paint(rangeOf(hunk), 'info', colour));
    for (const { kind, text } of hunk) {
      const line = text.replace(/\n$/, '');
      const whole = kind + (onTerminal ? shownOf(line) : line);
      lines.push(kind === ' ' ? whole : paint(whole, kind === '+' ? 'changed' : 'error', colour));
      if (!text.endsWith('\n')) lines.push('\\ No newline at end of file');
    }
  }
  return `${lines.join('\n')}\n`;
}

/** Escapes control and bidirectional characters for a terminal, except tabs and line breaks. */
function shownOf(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(printable).join('\t');
}

/** Groups changed lines and their context into hunks. */
export function diffHunks(file: PreparedFile): Line[][] {
  return hunksOf(changedLines(file), linesOf(file.content));
}

/** Formats a name as git does: a name with a space ends with a tab; a name with control characters or quotes is quoted. */
function headerName(name: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/["\\\x00-\x1F\x7F]/.test(name)) return name.includes(' ') ? `${name}\t` : name;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
  const escaped = name.replace(/["\\\x00-\x1F\x7F]/g, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );
  return `"${escaped}"`;
}

/** The lines of a text, each with its break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

/** Removed and added lines, in order. */
function changedLines({ content, prepared, changes }: PreparedFile): Line[] {
  const [before, after] = [linesOf(content), linesOf(prepared)];
  return changes.flatMap((change) => {
    let [old, now] = [change.before.start, change.after.start];
    const parts = diffArrays(
      before.slice(change.before.start, change.before.end),
      after.slice(change.after.start, change.after.end),
    );
    return parts.flatMap(({ added, removed, value }): Line[] => {
      const kind = added ? '+' : '-';
      const lines = value.map(
        (text, index): Line => ({
          kind,
          text,
          before: old + (added ? 0 : index),
          after: now + (removed ? 0 : index),
        }),
      );
      if (!added) old += value.length;
      if (!removed) now += value.length;
      return added || removed ? lines : [];
    });
  });
}

/** Groups the changes with their context; nearby changes share a hunk. */
function hunksOf(changed: readonly Line[], before: readonly string[]): Line[][] {
  const hunks: Line[][] = [];
  let hunk: Line[] = [];
  const fill = (from: number, to: number, shift: number) => {
    for (let index = Math.max(0, from); index < Math.min(to, before.length); index++)
      hunk.push({ kind: ' ', text: before[index]!, before: index, after: index + shift });
  };
  /** First line of the old text after the last change, and the offset of the new text's line numbers. */
  let [position, shift] = [0, 0];
  for (const line of changed) {
    if (hunk.length > 0 && line.before - position > 2 * CONTEXT) {
      fill(position, position + CONTEXT, shift);
      hunks.push(hunk);
      hunk = [];
    }
    fill(hunk.length === 0 ? Math.max(position, line.before - CONTEXT) : position, line.before, shift);
    hunk.push(line);
    position = line.before + (line.kind === '-' ? 1 : 0);
    shift += line.kind === '-' ? -1 : 1;
  }
  if (hunk.length > 0) {
    fill(position, position + CONTEXT, shift);
    hunks.push(hunk);
  }
  return hunks;
}

/** `@@ -4,9 +4,12 @@`: the range of a hunk before and after. */
export function rangeOf(hunk: readonly Line[]): string {
  const [first] = hunk;
  const range = (start: number, count: number) =>
    `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
  const old = hunk.filter(({ kind }) => kind !== '+').length;
  const now = hunk.filter(({ kind }) => kind !== '-').length;
  return `@@ -${range(first!.before, old)} +${range(first!.after, now)} @@`;
}
