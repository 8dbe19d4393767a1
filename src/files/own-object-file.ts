import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { OwnObject } from '../config/own-object.ts';
import { PreparationError, type Problem } from '../util/errors.ts';
import { systemReason } from '../util/system-error.ts';
import { decode } from '../yaml/decode.ts';
import { parseDocument } from '../yaml/load.ts';
import type { Document } from '../yaml/node.ts';
import { toJson } from '../yaml/to-json.ts';
import { putText } from './atomic-write.ts';

/** The current content of a file with an object of the project's own kinds. */
export interface OwnObjectFile<T> {
  content: T;
  /** The text above `spec`, which is preserved: name, annotations, comments. Undefined if there is more below `spec`. */
  head: string | undefined;
}

/**
 * Reads a file that a command writes. Returns undefined if it does not exist.
 * @throws PreparationError if it contains something else, which must not be overwritten.
 */
export function readOwnObjectFile<T>(
  file: string,
  read: (object: OwnObject) => { content: T } | { problems: Problem[] },
): OwnObjectFile<T> | undefined {
  if (!existsSync(file)) return undefined;
  let answer: ReturnType<typeof read>;
  let head: string | undefined;
  try {
    const text = decode(readFileSync(file));
    const document = parseDocument(text);
    answer = read({ source: file, document: document ? toJson(document.root) : null });
    head = document && headOf(text, document);
  } catch (error) {
    const code = error instanceof PreparationError ? error.code : 'file-unreadable';
    throw new PreparationError(code, `${file}: ${systemReason(error)}`);
  }
  if ('problems' in answer)
    throw new PreparationError(
      answer.problems[0]!.code,
      `${answer.problems.map(({ message }) => message).join('\n')}\nFix or remove the file, or choose another with --output`,
    );
  return { content: answer.content, head };
}

/** `spec` can be replaced if it is the last key and starts a line. */
function headOf(text: string, { root }: Document): string | undefined {
  if (root.kind !== 'map' || root.flow) return undefined;
  const last = root.entries.at(-1);
  const start = last?.key?.value === 'spec' ? last.start : undefined;
  return start !== undefined && text[start - 1] === '\n' ? text.slice(0, start) : undefined;
}

/** @throws PreparationError if the file has content that would be lost. */
export function rejectContentBelow(file: string, { head }: { head: string | undefined }): void {
  if (head === undefined)
    throw new PreparationError(
      'own-file-content',
      `${file}: content after spec would be lost; make spec the last key, in block style YAML, or choose another file with --output`,
    );
}

/**
 * Writes the file completely or not at all: if the program is stopped, the old file remains. Symbolic links stay links.
 * @throws PreparationError if writing fails.
 */
export function writeOwnObjectFile(file: string, text: string): void {
  try {
    const target = existsSync(file) ? realpathSync(file) : file;
    const mode = statSync(target, { throwIfNoEntry: false })?.mode ?? 0o666 & ~process.umask();
    putText(target, text, mode & 0o7777);
  } catch (error) {
    throw new PreparationError('file-unwritable', `${file} cannot be written: ${systemReason(error)}`);
  }
}
