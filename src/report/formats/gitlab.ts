import { createHash } from 'node:crypto';
import { sep } from 'node:path';
import type { Problem } from '../../util/errors.ts';
import type { Severity } from '../../util/severity.ts';
import { printable } from '../../util/text.ts';
import { type LocatedFinding, sentenceOf } from '../finding.ts';
import type { ReportFormat } from './format.ts';

/** GitLab's severities go up to blocker; an error stops `contrast generate` or the pod. */
const SEVERITIES: Record<Severity, string> = { error: 'critical', warning: 'minor', info: 'info' };

/** An entry of the report (GitLab documentation, "Code Quality report format"); all fields are required. */
interface Entry {
  description: string;
  check_name: string;
  fingerprint: string;
  severity: string;
  location: { path: string; lines: { begin: number } };
}

/** The code quality report that GitLab shows in merge requests. */
export const gitlab: ReportFormat = {
  name: 'gitlab',
  purpose: 'code quality report of GitLab',
  suffixes: ['.gitlab.json', 'code-quality-report.json'],
  omitsConfiguration: true,
  begins: /^\[(?:\]\s*$|\s+\{\s+"description": "(?:[^"\\]|\\.)*",\s+"check_name": ")/,
  format: ({ findings, leftOut }) => formatEntries([...findings.map(entryOf), ...leftOut.map(problemEntry)]),
  formatError: ({ code, message }) => formatEntries([problemEntry({ path: 'input', code, message })]),
};

function entryOf({ result, location }: LocatedFinding): Omit<Entry, 'fingerprint'> {
  return {
    description: printable(sentenceOf(result)),
    check_name: result.rule,
    severity: SEVERITIES[result.severity],
    location: placeOf(location?.file ?? 'input', location?.line ?? 1),
  };
}

function problemEntry({ path, code, message }: Problem & { path: string }): Omit<Entry, 'fingerprint'> {
  return {
    description: printable(message),
    check_name: code,
    severity: SEVERITIES.error,
    location: placeOf(path, 1),
  };
}

/** Paths are relative to the repository and have no "./" in front. */
function placeOf(file: string, line: number): Entry['location'] {
  const path = file
    .split(sep)
    .filter((segment) => segment !== '.')
    .join('/');
  return { path: printable(path), lines: { begin: line } };
}

/**
 * GitLab compares the reports of two branches by fingerprints. They do not depend on lines, so that a finding that moves is the same one.
 * Equal entries of a file differ by their number.
 */
function formatEntries(entries: readonly Omit<Entry, 'fingerprint'>[]): string {
  const seen = new Map<string, number>();
  const complete = entries.map((entry): Entry => {
    const identity = JSON.stringify([entry.check_name, entry.location.path, entry.description]);
    const number = seen.get(identity) ?? 0;
    seen.set(identity, number + 1);
    const fingerprint = createHash('sha256').update(`${identity}${number}`).digest('hex');
    return { ...entry, fingerprint };
  });
  return `${JSON.stringify(complete, null, 2)}\n`;
}
