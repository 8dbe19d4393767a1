import type { Resource } from '../../manifest/types.ts';
import { at, entriesOf, itemsAt, mapAt } from '../../yaml/access.ts';
import { groupOf } from '../kinds/kind.ts';
import { type Quantity, quantityOf } from '../quantity.ts';
import { memoPerInput } from './memo.ts';

/** What one ResourceQuota allows of one thing in all. */
export interface QuotaBound {
  /** Name of the ResourceQuota. */
  quota: string;
  amount: Quantity;
}

/**
 * What the quotas of the input allow, by namespace and by what they track, `limits.memory` or `pods`. A quota with scopes holds for some pods
 * only, which the input does not show, so it is left out; so are quantities that cannot be read.
 */
export const quotaBounds = memoPerInput((facts) => {
  const bounds = new Map<string, Map<string, QuotaBound[]>>();
  for (const { apiVersion, root, name, namespace } of facts.ofKind('ResourceQuota')) {
    if (groupOf(apiVersion) !== '' || hasScopes(root)) continue;
    const own = bounds.get(namespace) ?? new Map<string, QuotaBound[]>();
    bounds.set(namespace, own);
    for (const [key, value] of entriesOf(mapAt(root, 'spec', 'hard'))) {
      const amount = value.kind === 'scalar' ? quantityOf(value) : undefined;
      if (!amount) continue;
      const others = own.get(key);
      if (others) others.push({ quota: name, amount });
      else own.set(key, [{ quota: name, amount }]);
    }
  }
  return bounds;
});

function hasScopes(root: Resource['root']): boolean {
  return itemsAt(root, 'spec', 'scopes').length > 0 || at(root, 'spec', 'scopeSelector') !== undefined;
}
