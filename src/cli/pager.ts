import { paint } from '../util/colour.ts';
import { wrap } from '../util/text.ts';

/** Indentation of fenced code. */
const INDENT = 4;

/** Formats Markdown for a terminal: wrapped, without the marks of headings, emphasis and fences. Code keeps its lines. */
export function formatForTerminal(markdown: string, width: number, colour: boolean): string {
  const lines: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    const [, language] = /^```(.*)$/.exec(line) ?? [];
    if (language !== undefined) fence = fence === undefined ? language : undefined;
    else if (fence === undefined) lines.push(...paragraph(line, width, colour));
    else lines.push(' '.repeat(INDENT) + (fence === 'text' ? wrapped(line, width, INDENT + 2) : line));
  }
  return lines.join('\n');
}

function paragraph(line: string, width: number, colour: boolean): string[] {
  const [, heading] = /^#+ (.*)$/.exec(line) ?? [];
  if (heading !== undefined) return [paint(heading, 'bold', colour)];
  return wrap(line.replace(/\*\*(.*?)\*\*/g, '$1'), width, 0);
}

/** Wraps a text; lines after the first are indented by `indent` columns. */
function wrapped(text: string, width: number, indent: number): string {
  return wrap(text, width, indent, INDENT).join(`\n${' '.repeat(indent)}`);
}
