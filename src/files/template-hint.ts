import type { Problem } from '../util/errors.ts';

/** Adds advice for `command` to the problem of a file that looks like a template, unless the parser has recognized the template. */
export function withTemplateHint({ code, message }: Problem, content: string, command: string): Problem {
  if (!content.includes('{{') || code === 'template-not-rendered') return { code, message };
  const hint = `This looks like a template: render it first (helm template … | prepare-contrast ${command})`;
  return { code: 'template-not-rendered', message: `${message}. ${hint}` };
}
