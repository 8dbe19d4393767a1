/** What went wrong with a file, by the codes that users meet most. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission is denied',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
};

/** Why the system did not do something with a file. The system's own words, kept for what is rare, name the file again. */
export function systemReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
