import { itemsAt, mapAt, stringsOf, textAt } from '../yaml/access.ts';
import type { Node } from '../yaml/node.ts';
import type { Requirement } from './selector.ts';

/**
 * The conditions of a LabelSelector (Kubernetes API reference): `matchLabels` and `matchExpressions`, all of which must
 * hold. An empty or missing selector has none. Operators that Kubernetes does not know are left out.
 */
export function readLabelSelector(node: Node | undefined): Requirement[] {
  const requirements: Requirement[] = [];
  for (const [key, value] of Object.entries(stringsOf(mapAt(node, 'matchLabels'))))
    requirements.push({ key, operator: 'in', values: [value] });
  for (const expression of itemsAt(node, 'matchExpressions')) {
    const key = textAt(expression, 'key') ?? '';
    const values = itemsAt(expression, 'values').flatMap((item) => textAt(item) ?? []);
    const operator = textAt(expression, 'operator');
    if (operator === 'In') requirements.push({ key, operator: 'in', values });
    else if (operator === 'NotIn') requirements.push({ key, operator: 'notin', values });
    else if (operator === 'Exists') requirements.push({ key, operator: 'exists' });
    else if (operator === 'DoesNotExist') requirements.push({ key, operator: 'absent' });
  }
  return requirements;
}
