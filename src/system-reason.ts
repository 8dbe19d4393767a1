/** What went wrong with a file, by the codes that users meet most and whose message names the file. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
};

/** Why the system did not do something with a file. What is rare is told in the system's own words. */
export function systemReason(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? message;
}
