import type { Json, JsonObject } from '../json.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';

/** A result as the KRM Functions Specification v1 has it. */
export function toKrmResult(result: Result): JsonObject {
  const { resource, path, file } = { file: result.resource?.file, ...result };
  const krm: JsonObject = { message: result.message, severity: result.severity };
  // The specification demands all three of a reference; an object without name gets its result all the same.
  if (resource?.apiVersion && resource.kind && resource.name) {
    const { apiVersion, kind, name, namespace } = resource;
    krm.resourceRef = { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
    if (path && path.length > 0) krm.field = fieldOf(result, formatPath(path));
  }
  if (file) krm.file = { path: file.path, index: file.index };
  // Tags are text; a change carries one more, which a proposal does not.
  krm.tags = { rule: result.rule, ...(result.changed ? { changed: 'true' } : {}), ...result.tags };
  return krm;
}

function fieldOf({ currentValue, proposedValue }: Result, path: string): JsonObject {
  const field: { [key: string]: Json } = { path };
  if (currentValue !== undefined) field.currentValue = currentValue;
  if (proposedValue !== undefined) field.proposedValue = proposedValue;
  return field;
}
