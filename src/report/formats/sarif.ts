import { sep } from 'node:path';
import { allRules } from '../../rules/all.ts';
import type { JsonObject } from '../../util/json.ts';
import type { Severity } from '../../util/severity.ts';
import { version } from '../../util/version.ts';
import { type LocatedFinding, sentenceOf, titleOf } from '../finding.ts';
import type { ReportFormat } from './format.ts';

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/** A SARIF 2.1.0 log (OASIS standard), which code-scanning services read. */
export const sarif: ReportFormat = {
  name: 'sarif',
  purpose: 'SARIF 2.1.0, for code scanning services',
  suffixes: ['.sarif', '.sarif.json'],
  begins:
    /^\{\s+"\$schema": "https:\/\/json\.schemastore\.org\/sarif-2\.1\.0\.json",\s+"version": "2\.1\.0",\s+"runs": \[\s+\{\s+"tool": \{\s+"driver": \{\s+"name": "prepare-contrast"/,
  omitsConfiguration: true,
  omitsLeftOut: true,
  format: ({ findings }) => formatSarif(findings),
  // A run without results that says why it has none (SARIF 2.1.0, §3.20.21).
  formatError: ({ code, message }) =>
    formatLog({
      tool: { driver: DRIVER },
      invocations: [
        {
          executionSuccessful: false,
          toolExecutionNotifications: [
            { descriptor: { id: code }, level: 'error', message: { text: message } },
          ],
        },
      ],
      results: [],
    }),
};

const DRIVER = {
  name: 'prepare-contrast',
  ...(/^\d/.test(version) ? { semanticVersion: version } : {}),
};

function formatSarif(findings: readonly LocatedFinding[]): string {
  const used = [...new Set(findings.map(({ result }) => result.rule))].sort();
  return formatLog({
    tool: { driver: { ...DRIVER, rules: used.map(descriptorOf) } },
    results: findings.map((finding) => sarifResult(finding, used)),
  });
}

function formatLog(run: JsonObject): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf(id: string): JsonObject {
  const rule = allRules.find((one) => one.id === id);
  if (!rule) return { id };
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.rationale },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

/** Encodes a file path as a relative URI (RFC 3986). `separator` separates its segments. */
export function addressOf(file: string, separator: string): string {
  return file.split(separator).map(encodeURIComponent).join('/');
}

function sarifResult({ result, location }: LocatedFinding, used: string[]): JsonObject {
  const logicalLocations = [{ fullyQualifiedName: titleOf(result), kind: 'resource' }];
  const physicalLocation = location && {
    artifactLocation: { uri: addressOf(location.file, sep) },
    region: { startLine: location.line, startColumn: location.column },
  };
  return {
    ruleId: result.rule,
    ruleIndex: used.indexOf(result.rule),
    level: LEVELS[result.severity],
    message: { text: sentenceOf(result) },
    ...(result.code !== undefined && { properties: { code: result.code } }),
    locations: [{ ...(physicalLocation ? { physicalLocation } : {}), logicalLocations }],
  };
}
