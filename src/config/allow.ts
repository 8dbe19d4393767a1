import type { WorkloadIdentity } from '../kube/identity.ts';
import { suggestion } from './config-error.ts';
import { type AnnotationProblem, PREFIX } from './pod-annotations.ts';

/** The findings that a pod's author accepts: the reason by rule. */
export type Allowed = ReadonlyMap<string, string>;

/** The annotation by which a pod accepts findings, with a reason for each. */
const ALLOW = `${PREFIX}allow`;

/** A semicolon parts entries only where something like a rule follows: reasons are sentences. */
const SEPARATOR = /\n|;(?=\s*[\w-]+\s*(?:[:;\n]|$))/;

const NOTHING: { allowed: Allowed; problems: AnnotationProblem[] } = { allowed: new Map(), problems: [] };

/** Entries of other annotations are parted by commas; a reason with a comma and the name of a rule is most likely two entries. */
function namesRule(reason: string, ruleIds: readonly string[]): boolean {
  return [...reason.matchAll(/,\s*([\w-]+)\s*:/g)].some(
    ([, word]) =>
      ruleIds.includes(word!) || (word!.includes('-') && suggestion(word!, ruleIds) !== undefined),
  );
}

/**
 * Reads `host-path: read-only seed data; sub-path: never written`, entries parted by `;` or line breaks.
 * An entry without a reason or for an unknown rule allows nothing and is a problem, which names its place in the value.
 */
export function readAllowed(
  identity: Pick<WorkloadIdentity, 'isMarked' | 'podAnnotations'>,
  ruleIds: readonly string[],
): { allowed: Allowed; problems: AnnotationProblem[] } {
  const value = identity.isMarked ? identity.podAnnotations[ALLOW] : undefined;
  if (value === undefined) return NOTHING;
  const allowed = new Map<string, string>();
  const problems: string[] = [];
  let position = 0;
  for (const part of value.split(SEPARATOR)) {
    const entry = part.trim();
    const place = `annotation ${ALLOW}, character ${position + part.indexOf(entry) + 1}: "${entry}"`;
    position += part.length + 1;
    if (entry === '') continue;
    const [, id, reason] = /^([^:]*?)\s*:\s*(.*)$/.exec(entry) ?? [undefined, entry, ''];
    if (!ruleIds.includes(id!)) {
      const near = suggestion(id!, ruleIds);
      problems.push(`${place} names no rule${near === undefined ? '' : `; did you mean ${near}?`}`);
    } else if (reason === '') {
      problems.push(`${place} gives no reason: write "${id}: why this is acceptable"`);
    } else if (namesRule(reason!, ruleIds)) {
      problems.push(`${place} has another rule behind a comma: part entries by ";"`);
    } else {
      allowed.set(id!, reason!);
    }
  }
  if (allowed.size === 0 && problems.length === 0)
    problems.push(`annotation ${ALLOW} is empty: write "rule: reason" or remove it`);
  return { allowed, problems: problems.map((message) => ({ key: ALLOW, severity: 'error', message })) };
}
