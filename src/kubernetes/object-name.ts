/** What an object is called by. */
export interface ObjectName {
  kind: string;
  /** '' where it has none. */
  namespace: string;
  name: string;
}

/** What people call it: `Deployment shop/web`. */
export function formatObjectName({ kind, namespace, name }: ObjectName): string {
  return `${kind || 'Object'} ${namespace ? `${namespace}/` : ''}${name || 'without a name'}`;
}
