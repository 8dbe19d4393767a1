import { UNRENDERED } from '../yaml/unrendered.ts';

/** What is wrong with a file; of one that looks like a template what to do, for `command`, unless the reader has said so. */
export function withTemplateHint(message: string, content: string, command: string): string {
  if (!content.includes('{{') || message.includes(UNRENDERED)) return message;
  return `${message}. This looks like a template: render it first (helm template … | prepare-contrast ${command})`;
}
