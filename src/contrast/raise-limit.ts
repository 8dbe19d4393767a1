import { type Edit, set } from '../edit/edit.ts';
import type { SoundAmount } from '../kube/memory-amount.ts';
import { formatMebibytes } from '../kube/quantity.ts';
import { amountOf, holderTitle, pathOf, type ResourceHolder } from '../kube/resources.ts';
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

/** The finding that raises a memory limit; at the pod's level its request grows with it. */
export function raiseLimit({ holder, limit, to, reason }: Raise): Finding & Required<Pick<Finding, 'fix'>> {
  const text = formatMebibytes(to);
  const edits: Edit[] = [set(limit.path, text)];
  if (!('role' in holder) && amountOf(holder, 'requests', 'memory')) {
    edits.push(set(pathOf(holder, 'requests', 'memory'), text));
  }
  const current = limit.quantity.text.trim();
  return {
    path: limit.path,
    currentValue: current,
    proposedValue: text,
    message: `the memory limit ${current} of ${holderTitle(holder)} is too small, ${reason}: raise it to ${text}`,
    fix: {
      edits,
      message: `raised the memory limit of ${holderTitle(holder)} from ${current} to ${text}, ${reason}`,
    },
  };
}

/** The entry with the largest limit, the first of equals. */
export function largest<T>(entries: readonly T[], limitOf: (entry: T) => bigint): T | undefined {
  let found: T | undefined;
  for (const entry of entries) if (found === undefined || limitOf(entry) > limitOf(found)) found = entry;
  return found;
}
