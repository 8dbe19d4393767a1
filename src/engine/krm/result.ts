import type { Resource } from '../../manifest/types.ts';
import type { Result } from '../../rules/result.ts';
import { formatSetting } from '../../rules/setting.ts';
import type { Json, JsonObject } from '../../util/json.ts';
import { formatPath } from '../../yaml/access.ts';

/** A result of the KRM Functions Specification v1. */
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

/** Returns the reference to a resource; undefined if it lacks one of the three parts that the specification requires. */
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

/** Returns the tags of a result, with one more for an applied change. */
export function tagsOf({ rule, code, changed, setting, tags }: Result): Record<string, string> {
  return {
    rule,
    ...(code !== undefined && { code }),
    ...(changed ? { changed: 'true' } : {}),
    ...(setting && { setting: formatSetting(setting) }),
    ...tags,
  };
}

function fieldOf({ currentValue, proposedValue }: Result, path: string): JsonObject {
  const field: { [key: string]: Json } = { path };
  if (currentValue !== undefined) field.currentValue = currentValue;
  if (proposedValue !== undefined) field.proposedValue = proposedValue;
  return field;
}
