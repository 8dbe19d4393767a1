import type { Severity } from '../rule.ts';
import { type LocatedFinding, sentenceOf } from './finding.ts';

const COMMANDS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'notice' };

/** The findings as workflow commands, which GitHub Actions shows beside the lines concerned. */
export function formatGitHub(findings: readonly LocatedFinding[]): string {
  return findings
    .map(({ result, location }) => {
      const place = location
        ? `file=${property(location.file)},line=${location.line},col=${location.column},`
        : '';
      return `::${COMMANDS[result.severity]} ${place}title=${property(result.rule)}::${data(sentenceOf(result))}\n`;
    })
    .join('');
}

/** Escapes of workflow commands (GitHub documentation, Workflow commands; actions/toolkit, command.ts). */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
