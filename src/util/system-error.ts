/** Reasons for the most frequent codes, whose system message repeats the name of the file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or folder',
  EACCES: 'permission denied',
};

/** Returns why a file operation failed; for rare codes the message of the system. */
export function systemReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
