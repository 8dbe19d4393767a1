import type { Resource } from '../frame.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Result } from '../result.ts';
import { formatPath } from '../yaml/read.ts';

/** A result as the KRM Functions Specification v1 has it. */
export function toKrmResult(result: Result): JsonObject {
  const { resource, path } = result;
  const known = resource && referencesTo(resource);
  const krm: JsonObject = { message: result.message, severity: result.severity };
  // The specification demands all three of a reference; an object without name gets its result all the same.
  if (known?.resourceRef) {
    krm.resourceRef = known.resourceRef;
    if (path && path.length > 0) krm.field = fieldOf(result, formatPath(path));
  }
  if (known?.file) krm.file = known.file;
  // Tags are text; a change carries one more, which a proposal does not.
  krm.tags = { rule: result.rule, ...(result.changed ? { changed: 'true' } : {}), ...result.tags };
  return krm;
}

/** What every result of a resource says of it. */
interface References {
  resourceRef: JsonObject | undefined;
  file: JsonObject | undefined;
}

const references = new WeakMap<Resource, References>();

function referencesTo(resource: Resource): References {
  let known = references.get(resource);
  if (!known) {
    const { apiVersion, kind, name, namespace, file } = resource;
    const resourceRef = { apiVersion, kind, name, ...(namespace ? { namespace } : {}) };
    known = {
      resourceRef: apiVersion && kind && name ? resourceRef : undefined,
      file: file && { path: file.path, index: file.index },
    };
    references.set(resource, known);
  }
  return known;
}

function fieldOf({ currentValue, proposedValue }: Result, path: string): JsonObject {
  const field: { [key: string]: Json } = { path };
  if (currentValue !== undefined) field.currentValue = currentValue;
  if (proposedValue !== undefined) field.proposedValue = proposedValue;
  return field;
}
