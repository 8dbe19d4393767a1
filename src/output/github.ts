import type { Report } from '../report/report.ts';
import type { Severity } from '../rule.ts';
import { type LocatedFinding, sentenceOf } from './finding.ts';
import { printable } from './wrap.ts';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** The findings and the files that were left out as workflow commands, which GitHub Actions shows beside the lines concerned. */
export function formatGitHub(findings: readonly LocatedFinding[], leftOut: Report['leftOut']): string {
  const files = leftOut.map(
    ({ path, message }) => `::error file=${property(path)},title=left out::${data(message)}\n`,
  );
  return findings
    .map(({ result, location }) => {
      const place = location
        ? `file=${property(location.file)},line=${location.line},col=${location.column},`
        : '';
      return `::${COMMANDS[result.severity]} ${place}title=${property(result.rule)}::${data(sentenceOf(result))}\n`;
    })
    .concat(files)
    .join('');
}

/**
 * Escapes of workflow commands (GitHub documentation, Workflow commands; actions/toolkit, command.ts). Ends of lines are among the
 * control characters, which the log of a workflow would obey.
 */
function data(text: string): string {
  return printable(text).replaceAll('%', '%25');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
