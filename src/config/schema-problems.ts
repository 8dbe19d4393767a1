import { validate } from '../generated/validate.js';
import { ANNOTATIONS, LABELS, parseSelector } from '../kubernetes/selector.ts';
import type { Problem } from '../util/errors.ts';
import type { Json, JsonObject } from '../util/json.ts';
import type { Path } from '../yaml/access.ts';
import { invalid, unknown } from './config-error.ts';

/**
 * Returns a problem for each violation of the schema. `placeOf` returns the place where the user set a path. `readsFlags` is true if flags
 * and environment variables are settings too, as in the program, but not in the library.
 */
export function schemaProblems(
  document: JsonObject,
  placeOf: (path: Path) => string,
  { validator = validate, readsFlags = false } = {},
): Problem[] {
  if (validator(document)) return [];
  const errors = (validator.errors ?? []) as SchemaError[];
  const problems = errors
    .filter((error) => counts(error, errors))
    .map((error) => describe(error, document, placeOf, readsFlags));
  return [...new Map(problems.map((problem) => [problem.message, problem])).values()];
}

function platformRequired(readsFlags: boolean): string {
  const flags = readsFlags ? ', --platform or PREPARE_CONTRAST_PLATFORM' : '';
  return `platform is required: set spec.platform, data.platform of a ConfigMap${flags} to the Contrast platform of the cluster, such as Metal-QEMU-SNP`;
}

interface Schema {
  properties?: Record<string, Schema>;
  enum?: Json[];
  type?: string;
  'x-expected'?: string;
}

/** An error of the compiled validator: ajv's, with the schema that has the violated keyword, and the value. */
interface SchemaError {
  keyword: string;
  instancePath: string;
  schemaPath: string;
  params: { missingProperty?: string; additionalProperty?: string; format?: string };
  propertyName?: string;
  parentSchema: Schema;
  data: Json;
}

/** Keeps, of an `anyOf`, only the errors of the branch for the type of the value, or the `anyOf` itself if no branch has that type. */
function counts(error: SchemaError, errors: readonly SchemaError[]): boolean {
  if (error.keyword === 'propertyNames') return false;
  const isWithin = (inner: SchemaError, outer: SchemaError) =>
    isInBranch(inner) && `${inner.instancePath}/`.startsWith(`${outer.instancePath}/`);
  const isDeeper = (inner: SchemaError, outer: SchemaError) =>
    inner.instancePath !== outer.instancePath || inner.keyword === 'additionalProperties';
  if (error.keyword === 'anyOf')
    return !errors.some((other) => isWithin(other, error) && isDeeper(other, error));
  if (!isInBranch(error)) return true;
  const whole = errors.find((other) => other.keyword === 'anyOf' && isWithin(error, other));
  return whole === undefined || isDeeper(error, whole);
}

function isInBranch({ schemaPath }: SchemaError): boolean {
  return /\/anyOf\/\d+\//.test(schemaPath);
}

function describe(
  error: SchemaError,
  document: Json,
  placeOf: (path: Path) => string,
  readsFlags: boolean,
): Problem {
  const { keyword, params, data, parentSchema: schema } = error;
  const key = error.propertyName ?? params.missingProperty ?? params.additionalProperty;
  const path = pathOf(error.instancePath, document);
  const place = placeOf(key === undefined ? path : [...path, key]);
  const properties = schema.properties ?? {};
  if (keyword === 'required' && key !== undefined) {
    const isPlatform = error.instancePath === '/spec' && key === 'platform';
    const message = isPlatform
      ? platformRequired(readsFlags)
      : `${place}: is required; allowed: ${expected(properties[key] ?? {})}`;
    return { code: 'config-missing-value', message };
  }
  if (keyword !== 'additionalProperties' || key === undefined)
    return invalid(place, data, expected(schema), reason(error));
  if (path.length === 0 && Object.hasOwn(properties.spec?.properties ?? {}, key))
    return { code: 'config-unknown-name', message: `${place}: unknown key; did you mean spec.${key}?` };
  return unknown(place, 'key', key, Object.keys(properties));
}

/** Returns the reason for formats that have one. */
function reason({ keyword, params, data }: SchemaError): string | undefined {
  if (keyword !== 'format' || typeof data !== 'string') return undefined;
  const grammar = { 'label-selector': LABELS, 'annotation-selector': ANNOTATIONS }[params.format as string];
  const parsed = grammar && parseSelector(data, grammar);
  return parsed && 'error' in parsed ? parsed.error : undefined;
}

/** Converts a JSON pointer to a path; the document decides which parts are indexes. */
function pathOf(pointer: string, document: Json): Path {
  let value: Json | undefined = document;
  return pointer
    .split('/')
    .slice(1)
    .map((part) => {
      const key = Array.isArray(value) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~');
      value = (value as Record<string | number, Json>)[key];
      return key;
    });
}

function expected(schema: Schema): string {
  return (
    schema['x-expected'] ?? schema.enum?.join(', ') ?? (schema.type === 'boolean' ? 'true or false' : 'a map')
  );
}
