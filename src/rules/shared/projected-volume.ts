import type { ConfidentialWorkload } from '../../contrast/confidential-workload.ts';
import type { Genpolicy } from '../../contrast/genpolicy/release-schema.ts';
import { isObject, type Json, type JsonObject } from '../../util/json.ts';
import { at, mapAt, type Path } from '../../yaml/access.ts';
import { remove, set } from '../../yaml/edit/edit.ts';
import type { Node } from '../../yaml/node.ts';
import { integerOf, plainTypeOf } from '../../yaml/plain-type.ts';
import { jsonOf } from '../../yaml/to-json.ts';
import type { Finding } from '../rule.ts';

/** Types of volumes with the same files as a source of a projected volume, and how genpolicy names them and their items. */
const TYPES = {
  configMap: ['ConfigMapVolumeSource', 'KeyToPath'],
  downwardAPI: ['DownwardAPIVolumeSource', 'DownwardAPIVolumeFile'],
  secret: ['SecretVolumeSource', 'KeyToPath'],
} as const;

/** The default of `defaultMode` of all volumes with files (Kubernetes API reference, Config and Storage resources, Volume). */
export const DEFAULT_MODE = 0o644;

/**
 * Returns a finding with a fix that replaces a projected volume with a single source by a volume of the type of that source, which has the
 * same files; undefined if genpolicy does not accept that volume.
 */
export function replaceProjected(
  finding: Finding,
  { resource }: ConfidentialWorkload,
  { schema }: Genpolicy,
): Finding[] | undefined {
  const path = finding.path.slice(0, -1);
  const projected = mapAt(resource.root, ...path)!;
  const mode = at(projected, 'defaultMode');
  const volume = volumeOf(jsonOf(projected), mode ? integerAt(mode) : DEFAULT_MODE);
  if (!volume) return undefined;
  const { type, value } = volume;
  const [shape, item] = TYPES[type];
  const isAccepted = (object: Json, name: string) =>
    isObject(object) && Object.keys(object).every((key) => schema.struct(name).fields.has(key));
  const { items = [] } = value;
  if (!isAccepted(value, shape) || !Array.isArray(items)) return undefined;
  if (!items.every((one) => isAccepted(one, item))) return undefined;
  const place: Path = [...path.slice(0, -1), type];
  const edit = set(place, value);
  const name = `a ${type} volume, which has the same files`;
  return [
    { ...finding, path, fix: { edits: [edit, remove(path)], message: `replaced by ${name}` } },
    {
      path: place,
      proposedValue: value,
      message: `the projected volume can be ${name}`,
      fix: { edits: [edit], message: 'set to the only source of the projected volume' },
    },
  ];
}

/** The value of a plain integer, which may be octal. */
export function integerAt(node: Node): number | undefined {
  const isInteger = node.kind === 'scalar' && node.style === 'plain' && plainTypeOf(node.value) === 'int';
  return isInteger ? integerOf(node.value) : undefined;
}

function volumeOf(
  projected: Json,
  mode: number | undefined,
): { type: keyof typeof TYPES; value: JsonObject } | undefined {
  if (!isObject(projected) || !Array.isArray(projected.sources) || mode === undefined) return undefined;
  const { sources, defaultMode: _, ...others } = projected;
  const [source, ...more] = sources;
  if (!isObject(source) || more.length + Object.keys(others).length > 0) return undefined;
  const [type = '', ...further] = Object.keys(source);
  const own = source[type];
  if (further.length > 0 || !isType(type) || !isObject(own)) return undefined;
  const { name, ...rest } = own;
  const isNamed = typeof name === 'string' && name !== '';
  if (isNamed === (type === 'downwardAPI')) return undefined;
  return {
    type,
    value: {
      ...(isNamed && { [type === 'secret' ? 'secretName' : 'name']: name }),
      ...rest,
      ...(mode !== DEFAULT_MODE && { defaultMode: mode }),
    },
  };
}

function isType(type: string): type is keyof typeof TYPES {
  return Object.hasOwn(TYPES, type);
}
