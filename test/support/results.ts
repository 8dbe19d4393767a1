import type { Result } from '../../src/rules/result.ts';
import { formatPath } from '../../src/yaml/access.ts';

/** Results in a form that people can judge in a diff, one a line: what, where, and the words that users read. */
export function listResults(results: readonly Result[]): string {
  return results.map((result) => `${describe(result)}\n`).join('');
}

function describe({
  rule,
  severity,
  changed,
  resource,
  path,
  message,
  currentValue,
  proposedValue,
  tags,
}: Result): string {
  const where = resource ? `${resource.kind} ${resource.name}` : 'input';
  const field = path && path.length > 0 ? ` ${formatPath(path)}` : '';
  const values =
    proposedValue === undefined && currentValue === undefined
      ? ''
      : ` (${show(currentValue)} -> ${show(proposedValue)})`;
  const tagText = tags ? ` ${JSON.stringify(tags)}` : '';
  return `${changed ? 'changed' : 'found'} ${severity} [${rule}] ${where}${field}${values}: ${message}${tagText}`;
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
