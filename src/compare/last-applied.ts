import type { Resource } from '../manifest/types.ts';
import type { Json } from '../util/json.ts';
import { textAt } from '../yaml/access.ts';
import type { FieldPath } from './field-path.ts';
import { childOf } from './list-keys.ts';

/** Annotation in which `kubectl apply` keeps what it applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** True if kubectl applied the object with this value. `template` is the path of its pod template. */
export function wasApplied(
  object: Resource,
  template: FieldPath,
  field: FieldPath,
  value: Json | undefined,
): boolean {
  const text = textAt(object.root, 'metadata', 'annotations', LAST_APPLIED);
  if (text === undefined) return false;
  let applied: Json | undefined;
  try {
    applied = JSON.parse(text) as Json;
  } catch {
    return false;
  }
  for (const segment of template) applied = childOf(applied, segment, [])?.value;
  for (const [index, segment] of field.entries())
    applied = childOf(applied, segment, field.slice(0, index))?.value;
  return JSON.stringify(applied) === JSON.stringify(value);
}
