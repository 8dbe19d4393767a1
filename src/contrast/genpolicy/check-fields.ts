import { entriesOf, type Path } from '../../yaml/access.ts';
import {
  isMergeKey,
  isNull,
  type MapNode,
  type Node,
  resolve,
  type ScalarNode,
  type SeqNode,
} from '../../yaml/node.ts';
import { integerOf, isOldBoolean, isPlainText, isRewrittenTime, plainTypeOf } from '../../yaml/plain-type.ts';
import type { Shape, Type } from './schema.ts';

/** Something in an object that the reader of a shape does not accept. */
export type Problem =
  /** A field of Kubernetes that genpolicy does not parse. */
  | { kind: 'refused'; path: Path; field: string; shape: Shape; value: Node }
  /** A field that Kubernetes does not have. */
  | { kind: 'unknown'; path: Path; field: string; shape: Shape; value: Node }
  | { kind: 'missing'; path: Path; field: string; shape: Shape }
  /** A required alternative is missing: the object has no field of the list. */
  | { kind: 'sourceless'; path: Path; field: string; shape: Shape; value: MapNode }
  /** A path that ends in no name: `/` or `/data/..`. */
  | { kind: 'mountPath'; path: Path; field: string; shape: Shape; value: ScalarNode }
  | { kind: 'type'; path: Path; field: string; shape: Shape; value: Node; expected: Type }
  /** A key without quotes that kubectl or generate reads as a boolean or a time. */
  | { kind: 'key'; path: Path; field: string; shape: Shape; value: ScalarNode }
  | { kind: 'range'; path: Path; field: string; shape: Shape; value: ScalarNode; min: number; max: number };

/**
 * Returns everything in an object that its shape does not accept.
 *
 * @param base - path of the object
 * @param isTyped - true for objects that `contrast generate` writes again before genpolicy reads them, which drops fields of Kubernetes that are
 *   null or an empty list: workloads. ConfigMaps and Secrets are passed on as they are.
 */
export function fieldProblems(
  object: MapNode,
  base: Path,
  shape: Shape,
  { isTyped }: { isTyped: boolean },
): readonly Problem[] {
  // Nearly every object is right, which is seen sooner without paths.
  if (mapConforms(object, shape)) return NONE;
  const walk: Walk = { path: [...base], isTyped, field: '', shape, problems: undefined };
  checkMap(walk, object, shape);
  return walk.problems ?? NONE;
}

const NONE: readonly Problem[] = [];

/** Returns true where the shape surely accepts the map; false where that has to be looked at field by field. */
function mapConforms({ entries, merges, duplicates }: MapNode, { fields, required }: Shape): boolean {
  if (merges || duplicates) return false;
  let missing = required;
  for (let index = 0; index < entries.length; index++) {
    const { key, value } = entries[index]!;
    const field = fields.get(key!.value);
    if (field === undefined) return false;
    const { type } = field;
    // Most values are text.
    const isText = type.is === 'string' && value.kind === 'scalar' && textConforms(value);
    if (!isText && !valueConforms(value, type)) return false;
    if (field.required || field.isSource) missing--;
  }
  return missing <= 0;
}

function valueConforms(value: Node, type: Type): boolean {
  switch (value.kind) {
    case 'scalar':
      if (value.style === 'plain') return plainConforms(value, type);
      return type.is === 'string' || type.is === 'quantity' || type.is === 'intOrString';
    case 'map':
      return type.is === 'struct'
        ? mapConforms(value, type.shape)
        : type.is === 'map' && entriesConform(value, type.of);
    case 'seq':
      return type.is === 'list' && itemsConform(value, type.of);
    default:
      return false;
  }
}

function entriesConform({ entries, merges, duplicates }: MapNode, type: Type): boolean {
  if (merges || duplicates) return false;
  for (let index = 0; index < entries.length; index++) {
    const { key, value } = entries[index]!;
    if (!textConforms(key!) || !valueConforms(value, type)) return false;
  }
  return true;
}

function itemsConform({ items }: SeqNode, type: Type): boolean {
  for (let index = 0; index < items.length; index++)
    if (!valueConforms(items[index]!.value, type)) return false;
  return true;
}

function textConforms({ style, tag, value }: ScalarNode): boolean {
  return style !== 'plain' || (tag === undefined && isPlainText(value));
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,8})$/;

function plainConforms({ value, tag }: ScalarNode, type: Type): boolean {
  if (tag !== undefined) return false;
  switch (type.is) {
    case 'string':
      return isPlainText(value);
    case 'mountPath':
      return value.startsWith('/') && /[\w-]$/.test(value);
    case 'bool':
      return value === 'true' || value === 'false';
    case 'int':
      return DECIMAL.test(value) && type.min <= 0 && Number(value) <= type.max;
    case 'intOrString':
      return DECIMAL.test(value) || isPlainText(value);
    case 'quantity':
      return /^[0-9]/.test(value) || isPlainText(value);
    default:
      return false;
  }
}

interface Walk {
  /** Path of what is looked at; changed in place, since nearly nothing has a problem. */
  path: (string | number)[];
  isTyped: boolean;
  /** The field that is looked at, and the struct it belongs to. */
  field: string;
  shape: Shape;
  problems: Problem[] | undefined;
}

function checkMap(walk: Walk, map: MapNode, shape: Shape): void {
  if (map.merges || map.duplicates) return checkOddMap(walk, map, shape);
  const { path } = walk;
  let missing = shape.required;
  for (const slot of map.entries) {
    const key = slot.key!.value;
    const value = slot.value.kind === 'alias' ? resolve(slot.value) : slot.value;
    path.push(key);
    if (checkField(walk, key, value, shape)) missing--;
    path.pop();
  }
  if (missing > 0)
    reportMissing(walk, map, new Map(map.entries.map(({ key, value }) => [key!.value, value])), shape);
}

/** The same for a map with merge keys, or with keys that occur twice, of which the last counts. */
function checkOddMap(walk: Walk, map: MapNode, shape: Shape): void {
  const entries = map.duplicates
    ? new Map(map.entries.map(({ key, value }) => [key!.value, resolve(value)]))
    : new Map(entriesOf(map));
  for (const [key, value] of entries) {
    walk.path.push(key);
    checkField(walk, key, value, shape);
    walk.path.pop();
  }
  reportMissing(walk, map, entries, shape);
}

/** Returns true where the field is there and a required one, or one of those of which one is needed. */
function checkField(walk: Walk, key: string, value: Node, shape: Shape): boolean {
  const field = shape.fields.get(key);
  if (field === undefined) {
    reportUnknown(walk, key, value, shape);
    return false;
  }
  if (isNull(value)) return false;
  walk.field = key;
  walk.shape = shape;
  checkValue(walk, value, field.type);
  return field.required || field.isSource;
}

function checkValue(walk: Walk, value: Node, type: Type): void {
  switch (type.is) {
    case 'struct':
      if (value.kind === 'map') checkMap(walk, value, type.shape);
      else reportType(walk, value, type);
      return;
    case 'list':
      if (value.kind !== 'seq') return reportType(walk, value, type);
      for (let index = 0; index < value.items.length; index++)
        checkNested(walk, index, value.items[index]!.value, type.of);
      return;
    case 'map':
      if (value.kind !== 'map') return reportType(walk, value, type);
      for (const { key, value: nested } of value.entries) {
        if (isMergeKey(key!)) continue;
        checkKey(walk, key!);
        checkNested(walk, key!.value, nested, type.of);
      }
      return;
    case 'any':
      return;
    default:
      if (value.kind !== 'scalar') reportType(walk, value, type);
      else if (value.style !== 'plain') {
        if (type.is === 'int' || type.is === 'bool') reportType(walk, value, type);
        else if (type.is === 'mountPath') checkMountPath(walk, value);
      } else if (value.tag === undefined) checkPlain(walk, value, type);
  }
}

function checkKey(walk: Walk, key: ScalarNode): void {
  if (textConforms(key) || key.tag !== undefined) return;
  if (!isRewrittenTime(key.value) && !(walk.isTyped && isOldBoolean(key.value))) return;
  walk.path.push(key.value);
  add(walk, { kind: 'key', value: key });
  walk.path.pop();
}

function checkNested(walk: Walk, key: string | number, value: Node, type: Type): void {
  const node = resolve(value);
  if (isNull(node)) return;
  const { field, shape } = walk;
  walk.path.push(key);
  checkValue(walk, node, type);
  walk.path.pop();
  walk.field = field;
  walk.shape = shape;
}

function checkPlain(walk: Walk, value: ScalarNode, type: Type): void {
  const plain = plainTypeOf(value.value);
  if (type.is === 'int') {
    if (plain === 'int') checkRange(walk, value, type);
    // A number with a fraction of zero is an integer to the readers of Kubernetes.
    else if (plain !== 'float' || !Number.isInteger(Number(value.value))) reportType(walk, value, type);
    return;
  }
  if (type.is === 'mountPath' && plain === 'string') checkMountPath(walk, value);
  // kubectl and contrast generate read such a word in two ways.
  if (plain === 'bool' && isOldBoolean(value.value) && walk.isTyped) return reportType(walk, value, type);
  if (type.is === 'string' && isRewrittenTime(value.value)) return reportType(walk, value, type);
  const accepted =
    plain === (type.is === 'bool' ? 'bool' : 'string') ||
    ((type.is === 'quantity' || type.is === 'intOrString') && plain === 'int') ||
    (type.is === 'quantity' && plain === 'float');
  if (!accepted) reportType(walk, value, type);
}

function checkRange(walk: Walk, value: ScalarNode, { min, max }: { min: number; max: number }): void {
  const number = integerOf(value.value);
  if (number < min || number > max) add(walk, { kind: 'range', value, min, max });
}

/** Source: Kata Containers source, genpolicy (mount_and_storage.rs): `Path::file_name` of Rust, which passes over `.` and slashes at the end. */
function checkMountPath(walk: Walk, value: ScalarNode): void {
  const last = value.value.split('/').findLast((part) => part !== '' && part !== '.');
  if (last === undefined || last === '..') add(walk, { kind: 'mountPath', value });
}

function reportUnknown(walk: Walk, field: string, value: Node, shape: Shape): void {
  const isKnown = shape.refused.has(field);
  const isDropped = isNull(value) || (value.kind === 'seq' && value.items.length === 0);
  if (isKnown && walk.isTyped && isDropped) return;
  walk.field = field;
  walk.shape = shape;
  add(walk, { kind: isKnown ? 'refused' : 'unknown', value });
}

function reportMissing(walk: Walk, map: MapNode, entries: ReadonlyMap<string, Node>, shape: Shape): void {
  const isThere = (name: string) => {
    const value = entries.get(name);
    return value !== undefined && !isNull(value);
  };
  for (const [name, { required }] of shape.fields) {
    if (!required || isThere(name)) continue;
    walk.path.push(name);
    walk.field = name;
    walk.shape = shape;
    add(walk, { kind: 'missing' });
    walk.path.pop();
  }
  if (!shape.needsSource) return;
  for (const name of entries.keys())
    if ((shape.fields.get(name)?.isSource || shape.refused.has(name)) && isThere(name)) return;
  walk.field = String(walk.path.at(-1));
  walk.shape = shape;
  add(walk, { kind: 'sourceless', value: map });
}

function reportType(walk: Walk, value: Node, expected: Type): void {
  add(walk, { kind: 'type', value, expected });
}

type Detail =
  | { kind: 'refused' | 'unknown'; value: Node }
  | { kind: 'missing' }
  | { kind: 'sourceless'; value: MapNode }
  | { kind: 'mountPath' | 'key'; value: ScalarNode }
  | { kind: 'type'; value: Node; expected: Type }
  | { kind: 'range'; value: ScalarNode; min: number; max: number };

function add(walk: Walk, detail: Detail): void {
  const { path, field, shape } = walk;
  walk.problems ??= [];
  walk.problems.push({ path: [...path], field, shape, ...detail } as Problem);
}
