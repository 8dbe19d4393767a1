import { OWN_PREFIX } from '../contrast/annotations.ts';
import type { WorkloadIdentity } from '../kubernetes/workload-metadata.ts';
import type { ErrorCode } from '../util/error-codes.ts';
import { suggestion } from './config-error.ts';
import type { Config } from './load-config.ts';
import { matches } from './matcher.ts';
import type { AnnotationProblem } from './pod-annotations.ts';

/** Why the findings of a rule are accepted. */
export interface Acceptance {
  reason: string;
  /** Where: `the pod`, or `workloads.overrides[0].allow`. */
  by: string;
}

/** Rules whose findings are accepted. */
export type Allowed = ReadonlyMap<string, Acceptance>;

/**
 * Returns the findings that are accepted for a workload: the annotation of the pod wins over matching overrides, of which the last
 * wins. `problems` has the entries of the annotation that are invalid.
 */
export function allowedFor(
  { overrides, ruleIds }: Config,
  identity: WorkloadIdentity,
): { allowed: Allowed; problems: AnnotationProblem[] } {
  const annotation = readAllowed(identity, ruleIds);
  const allowed = new Map<string, Acceptance>();
  for (const [index, { match, allow }] of overrides.entries()) {
    if (allow.size === 0 || !matches(match, identity)) continue;
    for (const [rule, reason] of allow)
      allowed.set(rule, { reason, by: `workloads.overrides[${index}].allow` });
  }
  for (const [rule, reason] of annotation.allowed) allowed.set(rule, { reason, by: 'the pod' });
  return { allowed, problems: annotation.problems };
}

/** The annotation with which a pod accepts findings. */
const ALLOW = `${OWN_PREFIX}allow`;

/** Matches the start of an entry after a semicolon: the name of a rule, which is at most as long as a label. */
const ENTRY_START = /^\s{0,63}[\w-]{1,63}\s{0,63}(?:[:;\n]|$)/;

/** Splits at line breaks, and at semicolons that a rule name follows, since reasons are sentences. */
function entriesOf(value: string): string[] {
  const entries: string[] = [];
  let start = 0;
  for (let end = 0; end <= value.length; end++) {
    const separates =
      end === value.length ||
      value[end] === '\n' ||
      (value[end] === ';' && ENTRY_START.test(value.slice(end + 1, end + 256)));
    if (!separates) continue;
    entries.push(value.slice(start, end));
    start = end + 1;
  }
  return entries;
}

interface AnnotationEntries {
  /** Rules, with the reason for each. */
  allowed: ReadonlyMap<string, string>;
  problems: AnnotationProblem[];
}

const NOTHING: AnnotationEntries = { allowed: new Map(), problems: [] };

/** Finds entries separated by a comma, as in other annotations: a comma and the name of a rule within a reason. */
function namesRule(reason: string, ruleIds: readonly string[]): boolean {
  return [...reason.matchAll(/,\s{0,63}([\w-]{1,63})\s{0,63}:/g)].some(
    ([, word]) =>
      ruleIds.includes(word!) || (word!.includes('-') && suggestion(word!, ruleIds) !== undefined),
  );
}

/**
 * Parses `host-path: seed data of an init container; sub-path: never written`, entries separated by `;` or line breaks.
 * An entry without a reason or with an unknown rule accepts nothing and is reported with its position in the value.
 */
export function readAllowed(
  identity: Pick<WorkloadIdentity, 'isMarked' | 'podAnnotations'>,
  ruleIds: readonly string[],
): AnnotationEntries {
  const value = identity.isMarked ? identity.podAnnotations[ALLOW] : undefined;
  if (value === undefined) return NOTHING;
  const allowed = new Map<string, string>();
  const problems: AnnotationProblem[] = [];
  const report = (code: ErrorCode, message: string) =>
    problems.push({ key: ALLOW, severity: 'error', code, message });
  let position = 0;
  for (const part of entriesOf(value)) {
    const entry = part.trim();
    const place = `annotation ${ALLOW}, character ${position + part.indexOf(entry) + 1}: "${entry}"`;
    position += part.length + 1;
    if (entry === '') continue;
    const colon = entry.indexOf(':');
    const id = colon === -1 ? entry : entry.slice(0, colon).trim();
    const reason = colon === -1 ? '' : entry.slice(colon + 1).trim();
    if (!ruleIds.includes(id)) {
      const near = suggestion(id, ruleIds);
      report(
        'annotation-unknown',
        `${place}: unknown rule${near === undefined ? '' : `; did you mean ${near}?`}`,
      );
    } else if (reason === '') {
      report('annotation-invalid', `${place}: missing reason; write "${id}: why this is acceptable"`);
    } else if (namesRule(reason, ruleIds)) {
      report('annotation-invalid', `${place}: another rule after a comma; separate entries with ";"`);
    } else {
      allowed.set(id, reason);
    }
  }
  if (allowed.size === 0 && problems.length === 0)
    report('annotation-invalid', `annotation ${ALLOW} is empty; write "rule: reason" or remove it`);
  return { allowed, problems };
}
