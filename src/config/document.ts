import { fields } from '../generated/fields.ts';
import { isObject, type Json } from '../json.ts';
import { formatPath } from '../yaml/read.ts';
import { type Assignment, dottedName, fieldNamed, kebabName } from './assignments.ts';
import { ConfigError, invalid, unknown } from './config-error.ts';

export const GROUP = 'prepare-contrast.dev';
export const API_VERSION = `${GROUP}/v1alpha1`;
export const KIND = 'PrepareContrast';

/** True for an object of this program's configuration, whatever its version. */
export function isConfiguration({ apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
  return kind === KIND && apiVersion.startsWith(`${GROUP}/`);
}

/** A functionConfig or configuration file as it came: its `spec`, or the settings of a ConfigMap's `data`. */
export interface ConfigDocument {
  spec: Json;
  /** What stands beside `spec` in a PrepareContrast. */
  rest: { [key: string]: Json };
  assignments: Assignment[];
  problems: string[];
}

const EMPTY: ConfigDocument = { spec: null, rest: {}, assignments: [], problems: [] };

/** @throws ConfigError where the object is no configuration at all. */
export function readDocument(document: Json | undefined): ConfigDocument {
  if (document === undefined || document === null) return EMPTY;
  if (!isObject(document)) throw new ConfigError([invalid('configuration', document, 'a map')]);
  const { apiVersion, kind, spec = null, ...rest } = document;
  if (kind === 'ConfigMap' && apiVersion === 'v1') return readConfigMap(document);
  if (kind === KIND && apiVersion === API_VERSION) return { ...EMPTY, spec, rest };

  const isOwn =
    typeof kind === 'string' && typeof apiVersion === 'string' && isConfiguration({ apiVersion, kind });
  if (isOwn && isNewer(apiVersion.slice(GROUP.length + 1))) {
    throw new ConfigError([
      `apiVersion: "${apiVersion}" is newer than this program; use a newer prepare-contrast, or ${API_VERSION}`,
    ]);
  }
  const found = [apiVersion, kind].map((part) => (part === undefined ? 'none' : JSON.stringify(part)));
  throw new ConfigError([
    `apiVersion ${found[0]}, kind ${found[1]}: not a configuration; allowed: ${API_VERSION} ${KIND}, or v1 ConfigMap`,
  ]);
}

/** True for every version after v1alpha1 (Kubernetes, API versioning: v1alpha2, v1beta1, v1, v2alpha1 …). */
function isNewer(version: string): boolean {
  return /^v(?!1alpha[01]$)[1-9]\d*(?:(?:alpha|beta)\d+)?$/.test(version);
}

/** A ConfigMap names settings by path (`images.multiplier`) or as flags do (`images-multiplier`). */
function readConfigMap(map: { [key: string]: Json }): ConfigDocument {
  const problems: string[] = [];
  const assignments: Assignment[] = [];
  for (const key of Object.keys(map)) {
    const allowed = ['apiVersion', 'kind', 'metadata', 'data', 'immutable'];
    if (!allowed.includes(key)) problems.push(unknown(key, 'key', key, allowed));
  }
  const data = map.data ?? {};
  if (!isObject(data))
    return { ...EMPTY, problems: [...problems, invalid('data', data, 'a map of settings')] };

  const given = new Map<string, string>();
  for (const [key, value] of Object.entries(data)) {
    const source = formatPath(['data', key]);
    const field = fieldNamed(key, dottedName) ?? fieldNamed(key, kebabName);
    if (!field) {
      const form = key.includes('-') ? kebabName : dottedName;
      problems.push(unknown(source, 'key', key, fields.map(form)));
      continue;
    }
    const twin = given.get(dottedName(field));
    if (twin !== undefined) problems.push(`${source}: the same setting as ${twin}; remove one of them`);
    given.set(dottedName(field), source);
    if (value !== null) assignments.push({ field, value, source });
  }
  return { ...EMPTY, assignments, problems };
}
