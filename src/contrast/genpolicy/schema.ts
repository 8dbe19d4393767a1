import { PATCHED_STRUCTS } from './contrast-patches.ts';
import { GENPOLICY_ONLY_FIELDS, KUBERNETES_FIELDS, KUBERNETES_TYPES, SOURCES } from './kubernetes-fields.ts';
import { KIND_STRUCTS, STRUCTS } from './structs.ts';

const SIMPLE = ['string', 'bool', 'intOrString', 'quantity', 'mountPath', 'any'] as const;
type SimpleType = (typeof SIMPLE)[number];

/** The values that a field accepts. */
export type Type =
  | { is: SimpleType }
  | { is: 'int'; min: number; max: number }
  | { is: 'list' | 'map'; of: Type }
  | { is: 'struct'; shape: Shape };

export interface Field {
  type: Type;
  required: boolean;
  /** True for one of several fields of which the struct needs one: the sources of a volume. */
  isSource: boolean;
}

/** The fields that genpolicy accepts in one place. */
export interface Shape {
  /** The struct's name in genpolicy. */
  name: string;
  fields: ReadonlyMap<string, Field>;
  /** How many fields are required, any one of the sources included. */
  required: number;
  /** True where one of several fields is needed, whichever. */
  needsSource: boolean;
  /** Fields of Kubernetes that genpolicy does not parse in the release at hand. */
  refused: ReadonlySet<string>;
}

/** What the genpolicy of one Kata release accepts. */
export interface Schema {
  /** The shape of a kind; undefined for a kind that genpolicy does not parse. */
  shapeOf(kind: string): Shape | undefined;
  /** The shape of a struct: `PodTemplateSpec`. */
  struct(name: string): Shape;
  /** True if the fieldRef of an environment variable may name a label. */
  readonly readsLabels: boolean;
}

/** The Kata release whose genpolicy is the first that reads labels in a fieldRef (Kata Containers source, genpolicy, pod.rs). */
const READS_LABELS_SINCE = '3.31.0';

/** Users and groups that the API server accepts. */
export const USER_ID = { min: 0, max: 2 ** 31 - 1 };

const INTEGERS: Readonly<Record<string, { min: number; max: number }>> = {
  u8: { min: 0, max: 0xff },
  u16: { min: 0, max: 0xffff },
  u32: { min: 0, max: 0xffff_ffff },
  i32: { min: -(2 ** 31), max: 2 ** 31 - 1 },
  i64: { min: -(2 ** 63), max: 2 ** 63 },
  id: USER_ID,
};

const schemas = new Map<string, Schema>();

/** Returns the schema of a Kata release, as `3.32.0`; of the newest known release where it is absent. */
export function schemaOf(release: string | undefined): Schema {
  const key = release ?? '';
  let known = schemas.get(key);
  if (!known) {
    known = new ReleaseSchema(release);
    schemas.set(key, known);
  }
  return known;
}

let names: ReadonlySet<string> | undefined;

/** True for the name of a field of any struct, at any release. */
export function isFieldName(name: string): boolean {
  names ??= new Set([
    ...Object.values(KUBERNETES_FIELDS).flatMap(words),
    ...[STRUCTS, PATCHED_STRUCTS].flatMap((structs) =>
      Object.values(structs).flatMap((text) => words(text).map((word) => FIELD.exec(word)![1]!)),
    ),
  ]);
  return names.has(name);
}

/** Reads structs when they are first asked for, and keeps them. */
class ReleaseSchema implements Schema {
  readonly #release: number;
  readonly #shapes = new Map<string, Shape>();

  constructor(release: string | undefined) {
    this.#release = release === undefined ? Infinity : releaseNumber(release);
  }

  get readsLabels(): boolean {
    return this.#isWithin(READS_LABELS_SINCE, undefined);
  }

  shapeOf(kind: string): Shape | undefined {
    return Object.hasOwn(KIND_STRUCTS, kind) ? this.struct(KIND_STRUCTS[kind]!) : undefined;
  }

  struct(name: string): Shape {
    let shape = this.#shapes.get(name);
    if (!shape) {
      const fields = new Map<string, Field>();
      const refused = new Set(words(KUBERNETES_FIELDS[name]));
      const needsSource = Object.hasOwn(SOURCES, name);
      shape = { name, fields, required: needsSource ? 1 : 0, needsSource, refused };
      // Before its fields are read: structs may hold themselves.
      this.#shapes.set(name, shape);
      shape.required += this.#readFields(name, fields, refused);
    }
    return shape;
  }

  /** Returns how many of the fields are required. */
  #readFields(name: string, fields: Map<string, Field>, refused: Set<string>): number {
    const unusable = new Set([...refused, ...words(GENPOLICY_ONLY_FIELDS[name])]);
    let required = 0;
    for (const text of [...words(STRUCTS[name]), ...words(PATCHED_STRUCTS[name])]) {
      const [, field = '', mark, type = '', since, until] = FIELD.exec(text)!;
      if (unusable.has(field)) continue;
      if (this.#isWithin(since, until)) {
        const typeText = KUBERNETES_TYPES[`${name}.${field}`] ?? type;
        const isSource = Object.hasOwn(SOURCES, name) && !SOURCES[name]!.includes(field);
        fields.set(field, { type: this.#typeOf(typeText), required: mark === '!', isSource });
        refused.delete(field);
        if (mark === '!') required++;
      } else if (!fields.has(field)) refused.add(field);
    }
    return required;
  }

  #isWithin(since: string | undefined, until: string | undefined): boolean {
    if (since && this.#release < releaseNumber(since)) return false;
    return !until || this.#release <= releaseNumber(until);
  }

  #typeOf(text: string): Type {
    if (text.endsWith('[]')) return { is: 'list', of: this.#typeOf(text.slice(0, -2)) };
    if (text.endsWith('{}')) return { is: 'map', of: this.#typeOf(text.slice(0, -2)) };
    if (Object.hasOwn(INTEGERS, text)) return { is: 'int', ...INTEGERS[text]! };
    if (SIMPLE.includes(text as SimpleType)) return { is: text as SimpleType };
    return { is: 'struct', shape: this.struct(text) };
  }
}

const FIELD = /^(\w+)([!:])([^@]+)(?:@([\d.]*)(?:-([\d.]+))?)?$/;

/** A release as a number that compares: 3.32.0 → 3032000. */
function releaseNumber(release: string): number {
  const [major, minor, patch] = release.split('.').map(Number);
  return major! * 1_000_000 + minor! * 1000 + (patch ?? 0);
}

function words(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(' ');
}
