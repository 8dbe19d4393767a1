import type { Resource } from '../frame.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';

/** A result as the KRM Functions Specification v1 has it. */
export function toKrmResult(result: Result): JsonObject {
  const { message, severity, resource, path } = result;
  const reference = resource && referenceTo(resource);
  const file = resource && fileOf(resource);
  return {
    message,
    severity,
    ...(reference && { resourceRef: reference }),
    ...(reference && path && path.length > 0 && { field: fieldOf(result, formatPath(path)) }),
    ...(file && { file }),
    tags: tagsOf(result),
  };
}

/** The specification demands all three parts of a reference; an object without name gets its results all the same. */
export function referenceTo({
  apiVersion,
  kind,
  name,
  namespace,
}: Resource): Record<string, string> | undefined {
  if (!apiVersion || !kind || !name) return undefined;
  return { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
}

export function fileOf({ file }: Resource): Record<string, string | number> | undefined {
  return file && { path: file.path, index: file.index };
}

/** Tags are text; a change carries one more, which a proposal does not. */
export function tagsOf({ rule, changed, tags }: Result): Record<string, string> {
  return { rule, ...(changed ? { changed: 'true' } : {}), ...tags };
}

function fieldOf({ currentValue, proposedValue }: Result, path: string): JsonObject {
  const field: { [key: string]: Json } = { path };
  if (currentValue !== undefined) field.currentValue = currentValue;
  if (proposedValue !== undefined) field.proposedValue = proposedValue;
  return field;
}
