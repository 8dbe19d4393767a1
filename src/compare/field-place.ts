import type { Json } from '../util/json.ts';
import { at, type Path } from '../yaml/access.ts';
import type { FieldPath } from './field-path.ts';
import { childOf } from './list-keys.ts';
import type { PreparedWorkload } from './prepared-workloads.ts';

/** Returns the path of a field in the file, or of the closest thing around it that the file has. */
export function placeOf(
  { resource, template, templatePath }: PreparedWorkload,
  field: FieldPath,
): { path: Path; isComplete: boolean } {
  const path: (string | number)[] = [...templatePath];
  let value: Json | undefined = template;
  for (const [index, segment] of field.entries()) {
    const next = childOf(value, segment, field.slice(0, index));
    if (next?.value === undefined || at(resource.root, ...path, next.key) === undefined)
      return { path, isComplete: false };
    path.push(next.key);
    value = next.value;
  }
  return { path, isComplete: true };
}
