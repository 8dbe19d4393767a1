import type { Resource } from '../../manifest/types.ts';
import { groupBy } from '../../util/group-by.ts';
import { at, entriesOf, itemsAt, mapAt } from '../../yaml/access.ts';
import { groupOf } from '../kinds/kind.ts';
import { type Quantity, quantityOf } from '../quantity.ts';
import { memoPerInput } from './memo.ts';

/** A ResourceQuota of the input. */
export interface ResourceQuota {
  name: string;
  namespace: string;
  /** What each tracked thing may come to in all: `limits.memory`, `pods`. */
  hard: Map<string, Quantity>;
}

/**
 * The quotas of the input by namespace. One with scopes holds for some pods only, which the input does not show, so it is
 * left out; so are quantities that cannot be read.
 */
export const quotasOf = memoPerInput((facts) =>
  groupBy(
    facts
      .ofKind('ResourceQuota')
      .filter(({ apiVersion, root }) => groupOf(apiVersion) === '' && !hasScopes(root))
      .map(readQuota),
    ({ namespace }) => namespace,
  ),
);

function hasScopes(root: Resource['root']): boolean {
  return itemsAt(root, 'spec', 'scopes').length > 0 || at(root, 'spec', 'scopeSelector') !== undefined;
}

function readQuota({ root, name, namespace }: Resource): ResourceQuota {
  const hard = new Map<string, Quantity>();
  for (const [key, value] of entriesOf(mapAt(root, 'spec', 'hard'))) {
    const quantity = value.kind === 'scalar' ? quantityOf(value) : undefined;
    if (quantity) hard.set(key, quantity);
  }
  return { name, namespace, hard };
}
