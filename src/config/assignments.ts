import { type Field, fields } from '../generated/fields.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { formatPath, type Path } from '../yaml/read.ts';
import { invalid } from './config-error.ts';

/** A setting given by itself: on the command line, in the environment or in a ConfigMap. */
export interface Assignment {
  field: Field;
  /** Text to be read by the field's type; what is no text stands as it is. */
  value: Json;
  /** How the user gave it, for messages: `--images-multiplier`. */
  source: string;
}

/** The name of a setting as ConfigMaps write it: `images.multiplier`. */
export function dottedName(field: Field): string {
  return field.path.join('.');
}

/** The name of a setting as flags write it, without the dashes in front: `runtime-class-on-foreign`. */
export function kebabName(field: Field): string {
  return field.path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The name of a setting in the environment: `PREPARE_CONTRAST_IMAGES_MULTIPLIER`. */
export function environmentName(field: Field): string {
  return `PREPARE_CONTRAST_${kebabName(field).toUpperCase().replaceAll('-', '_')}`;
}

/** The setting of that name under `nameOf`. */
export function fieldNamed(name: string, nameOf: (field: Field) => string): Field | undefined {
  return fields.find((field) => nameOf(field) === name);
}

/**
 * Puts assignments into a copy of `spec`, a later one over an earlier one, and reads texts by the type of their field.
 * `placeOf` tells, for a path below `spec`, how the user gave it.
 */
export function assign(
  spec: Json,
  assignments: readonly Assignment[],
  parseYaml: (text: string) => Json,
): { spec: Json; problems: string[]; placeOf(path: Path): string } {
  const problems: string[] = [];
  const sources = new Map<string, string>();
  let result = spec;
  for (const { field, value, source } of assignments) {
    let content: Json;
    try {
      content = typeof value === 'string' ? read(field, value, parseYaml) : value;
    } catch (error) {
      problems.push(invalid(source, value, 'YAML text', firstLine(error)));
      continue;
    }
    result = withValue(result, field.path, content);
    sources.set(dottedName(field), source);
  }

  function placeOf(path: Path): string {
    for (let length = path.length; length > 0; length--) {
      const source = sources.get(path.slice(0, length).join('.'));
      if (source === undefined) continue;
      const rest = formatPath(path.slice(length));
      return rest === '' || rest.startsWith('[') ? `${source}${rest}` : `${source}.${rest}`;
    }
    return formatPath(['spec', ...path]);
  }
  return { spec: result, problems, placeOf };
}

/** Text that is none of the field's type stays text: the schema's check says what is wrong with it. */
function read(field: Field, text: string, parseYaml: (text: string) => Json): Json {
  switch (field.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'number':
    case 'integer':
      return /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d{1,2})?$/.test(text) ? Number(text) : text;
    case 'yaml':
      return parseYaml(text);
    default:
      return text;
  }
}

/** Where a parent of the value is no map, the parent stays, for the schema's check to complain about. */
function withValue(parent: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (parent !== null && !isObject(parent)) return parent;
  const own: JsonObject = parent ?? {};
  return { ...own, [key]: withValue(Object.hasOwn(own, key) ? own[key]! : null, rest, value) };
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
