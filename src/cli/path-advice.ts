import { quoteForShell } from './shell-quote.ts';

/** The message for a path in place of a command: the commands that users probably mean. Nothing is read or written. */
export function adviceForPath(path: string): string {
  const word = quoteForShell(path);
  return `"${path}" is not a command or a configuration; to check it: prepare-contrast check ${word}; to write prepared copies: prepare-contrast files ${word} --out FOLDER`;
}
