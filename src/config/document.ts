import { fields } from '../generated/fields.ts';
import type { Problem } from '../util/errors.ts';
import { isObject, type Json, type JsonObject } from '../util/json.ts';
import { formatPath } from '../yaml/access.ts';
import { type Assignment, dottedName, fieldNamed, kebabName } from './assignments.ts';
import { ConfigError, invalid, unknown } from './config-error.ts';

export const GROUP = 'prepare-contrast.dev';
export const API_VERSION = `${GROUP}/v1alpha1`;
export const KIND = 'PrepareContrast';

/** An object of this program without a name. */
export function ownObject(kind: string, spec: JsonObject): JsonObject {
  return { apiVersion: API_VERSION, kind, spec };
}

/** True for a configuration of this program, of any version. */
export function isConfiguration({ apiVersion, kind }: { apiVersion: string; kind: string }): boolean {
  return kind === KIND && apiVersion.startsWith(`${GROUP}/`);
}

/** A functionConfig or configuration file before validation: its `spec`, or the settings in the `data` of a ConfigMap. */
export interface ConfigDocument {
  spec: Json;
  /** The other fields of a PrepareContrast, next to `spec`. */
  rest: { [key: string]: Json };
  assignments: Assignment[];
  problems: Problem[];
}

const EMPTY: ConfigDocument = { spec: null, rest: {}, assignments: [], problems: [] };

/** True for a document of a kind that can be a configuration, of any version. */
export function isConfigurationForm(document: Json): boolean {
  if (!isObject(document)) return false;
  const { apiVersion, kind } = document;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return isConfiguration({ apiVersion, kind }) || (kind === 'ConfigMap' && apiVersion === 'v1');
}

/** @throws ConfigError if the object is not a configuration. */
export function readDocument(document: Json | undefined, file?: string): ConfigDocument {
  if (document === undefined || document === null) return EMPTY;
  if (!isObject(document))
    throw new ConfigError([{ ...invalid('configuration', document, 'a map'), code: 'config-type' }], file);
  const { apiVersion, kind, spec = null, ...rest } = document;
  if (kind === 'ConfigMap' && apiVersion === 'v1') return readConfigMap(document);
  if (kind === KIND && apiVersion === API_VERSION) return { ...EMPTY, spec, rest };

  const isOwn =
    typeof kind === 'string' && typeof apiVersion === 'string' && isConfiguration({ apiVersion, kind });
  const found = [apiVersion, kind].map((part) => (part === undefined ? 'none' : JSON.stringify(part)));
  const message =
    isOwn && isNewer(apiVersion.slice(GROUP.length + 1))
      ? `apiVersion: "${apiVersion}" is newer than this program; use a newer prepare-contrast, or ${API_VERSION}`
      : `apiVersion ${found[0]}, kind ${found[1]}: not a configuration; allowed: ${API_VERSION} ${KIND}, or v1 ConfigMap`;
  throw new ConfigError([{ code: 'config-type', message }], file);
}

/** True for every version after v1alpha1 (Kubernetes, API versioning: v1alpha2, v1beta1, v1, v2alpha1 …). */
function isNewer(version: string): boolean {
  return /^v(?!1alpha[01]$)[1-9]\d*(?:(?:alpha|beta)\d+)?$/.test(version);
}

/** Reads a ConfigMap, whose keys are paths (`images.multiplier`) or names of flags (`images-multiplier`). */
function readConfigMap(map: { [key: string]: Json }): ConfigDocument {
  const problems: Problem[] = [];
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
    if (twin !== undefined) {
      const message = `${source}: the same setting as ${twin}; remove one of them`;
      problems.push({ code: 'config-conflict', message });
    }
    given.set(dottedName(field), source);
    if (value !== null) assignments.push({ field, value, source });
  }
  return { ...EMPTY, assignments, problems };
}
