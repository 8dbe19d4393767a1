import { type Field, fields } from '../generated/fields.ts';
import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { formatPath, type Path } from '../yaml/access.ts';
import { invalid } from './config-error.ts';

/** A single setting from the command line, the environment or a ConfigMap. */
export interface Assignment {
  field: Field;
  /** Text to parse by the type of the field; other values are used unchanged. */
  value: Json;
  /** Where the user set it, for messages: `--images-multiplier`. */
  source: string;
}

/** Returns the name of a setting in a ConfigMap: `images.multiplier`. */
export function dottedName(field: Field): string {
  return field.path.join('.');
}

/** Returns the name of a setting as a flag, without leading dashes: `runtime-class-on-conflict`. */
export function kebabName(field: Field): string {
  return field.path.join('-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Returns the environment variable of a setting: `PREPARE_CONTRAST_IMAGES_MULTIPLIER`. */
export function environmentName(field: Field): string {
  return `PREPARE_CONTRAST_${kebabName(field).toUpperCase().replaceAll('-', '_')}`;
}

/** Returns the setting whose `nameOf` is the name. */
export function fieldNamed(name: string, nameOf: (field: Field) => string): Field | undefined {
  return fields.find((field) => nameOf(field) === name);
}

/**
 * Adds assignments to a copy of `spec`; later ones win. Texts are parsed by the type of their field.
 * The returned `placeOf` maps a path below `spec` to the place where the user set it.
 */
export function assign(
  spec: Json,
  assignments: readonly Assignment[],
  parseYaml: (text: string) => Json,
): { spec: Json; problems: Problem[]; placeOf(path: Path): string } {
  const problems: Problem[] = [];
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

/** Parses a text by the type of a field. Invalid text is returned unchanged, so that the schema validation reports it. */
function read(field: Field, text: string, parseYaml: (text: string) => Json): Json {
  switch (field.type) {
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'number':
    case 'integer':
      return /^[-+]?(\d+(?:\.\d*)?|\.\d+)([eE][-+]?\d{1,2})?$/.test(text) ? Number(text) : text;
    case 'yaml':
      return parseYaml(text);
    default:
      return text;
  }
}

/** Returns `parent` with a nested value. If a parent is not a map, it is left for the schema validation to report. */
export function withValue(parent: Json, [key, ...rest]: readonly string[], value: Json): Json {
  if (key === undefined) return value;
  if (parent !== null && !isObject(parent)) return parent;
  const own: JsonObject = parent ?? {};
  return { ...own, [key]: withValue(Object.hasOwn(own, key) ? own[key]! : null, rest, value) };
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0]!;
}
