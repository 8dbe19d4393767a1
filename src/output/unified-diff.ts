import { lineDiff } from '../../scripts/line-diff.mjs';
import type { PreparedFile } from '../files/joined.ts';
import { paint } from './paint.ts';
import { printable } from './wrap.ts';

/** Lines of context around a change. */
const CONTEXT = 3;

/** A line of a diff. */
export interface Line {
  kind: ' ' | '-' | '+';
  /** With its break, where it has one. */
  text: string;
  /** How many lines of either text stand before it. */
  before: number;
  after: number;
}

/** Where a diff goes to. */
export interface DiffLayout {
  colour?: boolean;
  /** False where another program reads it, which needs every character. */
  onTerminal?: boolean;
}

/**
 * What changed in a file as a unified diff, as `diff -u` and `git apply` know it; '' where nothing did. `name` is relative to
 * where the diff is to be applied, with slashes.
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

/** What a terminal is to show: a manifest must not move its cursor or turn words around. Tabs and the break of a line may stay. */
function shownOf(line: string): string {
  return line.replace(/\r$/, '').split('\t').map(printable).join('\t');
}

/** The changed lines with those around them, in stretches that are far from each other. */
export function diffHunks(file: PreparedFile): Line[][] {
  return hunksOf(changedLines(file), linesOf(file.content));
}

/** git's own form: a name with a blank ends with a tab, one with control characters or quotes stands in quotes. */
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

/** Lines that went and came, in order. */
function changedLines({ content, prepared, changes }: PreparedFile): Line[] {
  const [before, after] = [linesOf(content), linesOf(prepared)];
  return changes.flatMap((change) => {
    let [old, now] = [change.before.start, change.after.start];
    const parts = lineDiff(
      before.slice(change.before.start, change.before.end),
      after.slice(change.after.start, change.after.end),
    );
    return parts.flatMap(({ kind, line }): Line[] => {
      const one = { kind, text: line, before: old, after: now };
      if (kind !== '+') old++;
      if (kind !== '-') now++;
      return kind === ' ' ? [] : [one];
    });
  });
}

/** The changes with the lines around them, those that are near to each other together. */
function hunksOf(changed: readonly Line[], before: readonly string[]): Line[][] {
  const hunks: Line[][] = [];
  let hunk: Line[] = [];
  const fill = (from: number, to: number, shift: number) => {
    for (let index = Math.max(0, from); index < Math.min(to, before.length); index++)
      hunk.push({ kind: ' ', text: before[index]!, before: index, after: index + shift });
  };
  /** The first line of the old text behind the last change, and how far the new text is ahead of it. */
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

/** `@@ -4,9 +4,12 @@`: where a stretch stands in the text before and after. */
export function rangeOf(hunk: readonly Line[]): string {
  const [first] = hunk;
  const range = (start: number, count: number) =>
    `${count === 0 ? start : start + 1}${count === 1 ? '' : `,${count}`}`;
  const old = hunk.filter(({ kind }) => kind !== '+').length;
  const now = hunk.filter(({ kind }) => kind !== '-').length;
  return `@@ -${range(first!.before, old)} +${range(first!.after, now)} @@`;
}
