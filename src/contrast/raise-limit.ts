import { set } from '../edit/edit.ts';
import type { SoundAmount } from '../kube/memory-amount.ts';
import { formatMebibytes } from '../kube/quantity.ts';
import { holderTitle, type ResourceHolder } from '../kube/resources.ts';
import type { Container } from '../kube/workload.ts';
import type { Finding } from '../rule.ts';

/** A memory limit that is to grow. */
export interface Raise {
  holder: ResourceHolder | Container;
  limit: SoundAmount;
  /** In nanobytes; written as whole MiB. */
  to: bigint;
  /** Why, as the rest of a sentence: "because …". */
  reason: string;
}

/** A finding that its fix mends. */
export type FixedFinding = Finding & Required<Pick<Finding, 'fix'>>;

/** The finding that raises a memory limit; requests follow later, by the rules that are about them. */
export function raiseLimit({ holder, limit, to, reason }: Raise): FixedFinding {
  const text = formatMebibytes(to);
  const who = holderTitle(holder);
  const current = limit.quantity.text.trim();
  return {
    path: limit.path,
    currentValue: current,
    proposedValue: text,
    message: `the memory limit ${current} of ${who} is too small, ${reason}: raise it to ${text}`,
    fix: {
      edits: [set(limit.path, text)],
      message: `raised the memory limit of ${who} from ${current} to ${text}, ${reason}`,
    },
  };
}

/** The entry with the largest limit, the first of equals. */
export function largest<T>(entries: readonly T[], limitOf: (entry: T) => bigint): T | undefined {
  let found: T | undefined;
  for (const entry of entries) if (found === undefined || limitOf(entry) > limitOf(found)) found = entry;
  return found;
}
