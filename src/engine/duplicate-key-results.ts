import type { DuplicateRead } from '../manifest/duplicate-keys.ts';
import type { Resource } from '../manifest/types.ts';
import type { Result } from '../rules/result.ts';
import { lineAndColumn } from '../util/errors.ts';

/** Reports duplicate keys. Real charts have them, so they are errors only if a rule read the key. */
export function duplicateResults(text: string, resource: Resource, duplicates: DuplicateRead[]): Result[] {
  return duplicates.map(({ key, offset, read }) => {
    const { line } = lineAndColumn(text, offset);
    const message = read
      ? `duplicate key "${key}" (also on line ${line}); parsers disagree on which value wins, so remove one of them. ` +
        'The object was not changed'
      : `duplicate key "${key}" (also on line ${line}), which some parsers reject; remove one of them`;
    return {
      rule: 'duplicate-key',
      code: 'duplicate-entry',
      severity: read ? 'error' : 'warning',
      message,
      changed: false,
      resource,
    };
  });
}
