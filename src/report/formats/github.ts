import type { Severity } from '../../util/severity.ts';
import { printable } from '../../util/text.ts';
import { type LocatedFinding, sentenceOf } from '../finding.ts';
import type { ReportFormat } from './format.ts';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands, which GitHub Actions shows next to the lines that they name. */
export const github: ReportFormat = {
  name: 'github',
  purpose: 'annotations, printed by a step of GitHub Actions',
  suffixes: ['.github'],
  begins: /^::(?:error|warning|notice) (?:file=[^,\n]+,(?:line=\d+,col=\d+,)?)?title=/,
  omitsConfiguration: true,
  format({ findings, leftOut }) {
    const files = leftOut.map(
      ({ path, message }) => `::error file=${property(path)},title=left out::${data(message)}\n`,
    );
    return [...findings.map(annotation), ...files].join('');
  },
  formatError: ({ code, message }) => `::error title=${property(code)}::${data(message)}\n`,
};

function annotation({ result, location }: LocatedFinding): string {
  const place = location
    ? `file=${property(location.file)},line=${location.line},col=${location.column},`
    : '';
  return `::${COMMANDS[result.severity]} ${place}title=${property(result.rule)}::${data(sentenceOf(result))}\n`;
}

/**
 * Escapes a value of a workflow command (GitHub documentation, Workflow commands; actions/toolkit, command.ts). `printable` has
 * escaped line breaks and other control characters.
 */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
