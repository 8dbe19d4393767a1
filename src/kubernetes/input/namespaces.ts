import { mapAt, stringsOf } from '../../yaml/access.ts';
import { groupOf } from '../kinds/kind.ts';
import { memoPerInput } from './memo.ts';

/** Labels and annotations of a Namespace of the input. */
interface NamespaceFact {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

/** The Namespaces of the input by name. */
export const namespacesOf = memoPerInput((facts) => {
  const found = new Map<string, NamespaceFact>();
  for (const { apiVersion, name, root } of facts.ofKind('Namespace')) {
    if (groupOf(apiVersion) !== '') continue;
    const labels = stringsOf(mapAt(root, 'metadata', 'labels'));
    found.set(name, { labels, annotations: stringsOf(mapAt(root, 'metadata', 'annotations')) });
  }
  return found;
});
