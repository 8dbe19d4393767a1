import type { SoundAmount } from '../../kubernetes/memory-quantity.ts';
import { formatMebibytes } from '../../kubernetes/quantity.ts';
import type { ResourceHolder } from '../../kubernetes/resource-holder.ts';
import { holderTitle } from '../../kubernetes/resources.ts';
import type { Container } from '../../kubernetes/workload.ts';
import { set } from '../../yaml/edit/edit.ts';
import type { Finding } from '../rule.ts';

/** A memory limit to raise. */
export interface Raise {
  holder: ResourceHolder | Container;
  limit: SoundAmount;
  /** The new limit in nanobytes; rounded up to whole MiB. */
  to: bigint;
  /** Why, as the rest of a sentence: "because …". */
  reason: string;
}

/** A finding with a fix. */
export type FixedFinding = Finding & Required<Pick<Finding, 'fix'>>;

/** Returns the finding that raises a memory limit. Later rules raise the request. */
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
