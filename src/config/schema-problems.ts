import { type SchemaError, schemaText, validate } from '../generated/validate.js';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Path } from '../yaml/read.ts';
import { invalid, unknown } from './config-error.ts';
import { ANNOTATIONS, LABELS, parseSelector } from './selector.ts';

const PLATFORM_REQUIRED =
  'platform is required: set spec.platform, data.platform of a ConfigMap, --platform or PREPARE_CONTRAST_PLATFORM to the Contrast platform of the cluster, such as Metal-QEMU-SNP';

/** A schema as scripts/generate.mjs compiled it. */
export interface CompiledSchema {
  validate: typeof validate;
  schemaText: string;
}

const CONFIGURATION: CompiledSchema = { validate, schemaText };

/** Where a document departs from its schema, a sentence each. `placeOf` names a path as the user wrote it. */
export function schemaProblems(
  document: JsonObject,
  placeOf: (path: Path) => string,
  compiled = CONFIGURATION,
): string[] {
  if (compiled.validate(document)) return [];
  const schema = JSON.parse(compiled.schemaText) as Schema;
  const errors = compiled.validate.errors ?? [];
  const problems = errors
    .filter((error) => counts(error, errors))
    .map((error) => describe(error, document, schema, placeOf));
  return [...new Set(problems)];
}

interface Schema {
  $ref?: string;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | false;
  propertyNames?: Schema;
  items?: Schema;
  anyOf?: Schema[];
  enum?: Json[];
  type?: string;
  'x-expected'?: string;
}

/** Of an `anyOf` only the branch of the value's own type has something to say; where there is none, the `anyOf` as a whole. */
function counts(error: SchemaError, errors: readonly SchemaError[]): boolean {
  if (error.keyword === 'propertyNames') return false;
  const within = (other: SchemaError) =>
    other.branch !== undefined && `${other.place}/`.startsWith(`${error.place}/`);
  if (error.keyword === 'anyOf')
    return errors.filter(within).every((other) => other.place === error.place && !isKeyError(other));
  if (error.branch === undefined) return true;
  const whole = errors.find(
    ({ keyword, place }) => keyword === 'anyOf' && `${error.place}/`.startsWith(`${place}/`),
  );
  return error.place !== whole?.place || isKeyError(error);
}

function isKeyError({ keyword }: SchemaError): boolean {
  return keyword === 'additionalProperties';
}

function describe(error: SchemaError, document: Json, root: Schema, placeOf: (path: Path) => string): string {
  const { path, value, schema } = locate(error.place, document, root);
  const key = error.key;
  if (key === undefined) return invalid(placeOf(path), value, expected(schema), reason(error, value));
  const place = placeOf([...path, key]);
  const map = mapOf(schema);
  if (error.keyword === 'required') {
    if (error.place === '/spec' && key === 'platform') return PLATFORM_REQUIRED;
    return `${place}: is required; allowed: ${expected(child(schema, key, root))}`;
  }
  if (error.keyword !== 'additionalProperties') return invalid(place, key, expected(map.propertyNames ?? {}));
  const spec = path.length === 0 ? child(schema, 'spec', root).properties : undefined;
  if (spec && Object.hasOwn(spec, key)) return `${place}: unknown key; did you mean spec.${key}?`;
  return unknown(place, 'key', key, Object.keys(map.properties ?? {}));
}

/** What exactly is wrong, for formats that can tell. */
function reason({ keyword, place }: SchemaError, value: Json | undefined): string | undefined {
  if (keyword !== 'format' || typeof value !== 'string') return undefined;
  const grammar = { labelSelector: LABELS, annotationSelector: ANNOTATIONS }[
    place.slice(place.lastIndexOf('/') + 1)
  ];
  const parsed = grammar && parseSelector(value, grammar);
  return parsed && 'error' in parsed ? parsed.error : undefined;
}

/** Follows a JSON pointer through the document and its schema. */
function locate(
  pointer: string,
  document: Json,
  root: Schema,
): { path: Path; value: Json | undefined; schema: Schema } {
  const path: (string | number)[] = [];
  let value: Json | undefined = document;
  let schema = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    schema = child(schema, key, root);
    if (Array.isArray(value)) {
      path.push(Number(key));
      value = value[Number(key)];
    } else {
      path.push(key);
      value = isObject(value) ? value[key] : undefined;
    }
  }
  return { path, value, schema };
}

/** The schema of a key or an item. */
function child(schema: Schema, key: string, root: Schema): Schema {
  const map = mapOf(schema);
  const named = map.properties && Object.hasOwn(map.properties, key) ? map.properties[key] : undefined;
  let found = named ?? (map.additionalProperties || map.items || {});
  while (found.$ref !== undefined) {
    const keys = found.$ref.split('/').slice(1);
    found = keys.reduce((part: unknown, name) => (part as Record<string, unknown>)[name], root) as Schema;
  }
  return found;
}

/** Of a schema with several forms the one for maps. */
function mapOf(schema: Schema): Schema {
  return schema.anyOf?.find(({ type }) => type === 'object') ?? schema;
}

function expected(schema: Schema): string {
  return (
    schema['x-expected'] ?? schema.enum?.join(', ') ?? (schema.type === 'boolean' ? 'true or false' : 'a map')
  );
}
