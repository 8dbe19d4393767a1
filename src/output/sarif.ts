import { sep } from 'node:path';
import type { JsonObject } from '../json.ts';
import type { Severity } from '../rule.ts';
import { version } from '../version.ts';
import type { LocatedFinding } from './finding.ts';
import { sentenceOf, titleOf } from './finding.ts';

/** What SARIF says of a rule. */
export interface RuleDescription {
  id: string;
  summary: string;
  rationale: string;
  severity: Severity;
}

const LEVELS: Record<Severity, string> = { error: 'error', warning: 'warning', info: 'note' };

/** The findings as a SARIF 2.1.0 log (OASIS standard), which code-scanning services read. */
export function formatSarif(findings: readonly LocatedFinding[], rules: readonly RuleDescription[]): string {
  const used = [...new Set(findings.map(({ result }) => result.rule))].sort();
  const driver = {
    name: 'prepare-contrast',
    ...(/^\d/.test(version) ? { semanticVersion: version } : {}),
    rules: used.map((id) => descriptorOf(id, rules)),
  };
  const results = findings.map((finding) => sarifResult(finding, used));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver }, results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function descriptorOf(id: string, rules: readonly RuleDescription[]): JsonObject {
  const rule = rules.find((one) => one.id === id);
  if (!rule) return { id };
  return {
    id,
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.rationale },
    defaultConfiguration: { level: LEVELS[rule.severity] },
  };
}

/** A path as an address (RFC 3986): no character of a name is a mark of the address. `separator` stands between the names. */
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
    locations: [{ ...(physicalLocation ? { physicalLocation } : {}), logicalLocations }],
  };
}
