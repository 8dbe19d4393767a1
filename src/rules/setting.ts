import { groupBy } from '../util/group-by.ts';
import type { Json, JsonObject } from '../util/json.ts';
import { printString } from '../yaml/edit/print-data.ts';

/**
 * A setting of the configuration that answers a finding, as the dotted path below `spec` and a value: `volumes.subPath: split`. A finding
 * names one only if the setting removes it.
 */
export interface Setting {
  readonly path: string;
  readonly value: Json;
  /** What the user has to know before: "if the pods work without them". */
  readonly condition?: string;
}

/** The file that `prepare-contrast sizes` writes. */
export const SIZES_FILE: Setting = { path: 'images.sizesFrom', value: 'image-sizes.yaml' };

/** The setting that turns on the fixes which keep the meaning of the manifest. */
export const COMPATIBLE: Setting = { path: 'fix', value: 'compatible' };

/** The setting that turns on the opt-in fix of a rule. */
export function fixSetting(id: string): Setting {
  return { path: `rules.${id}`, value: { fix: true } };
}

/** Most settings are constants, and each is printed for every finding that it answers. */
const lines = new WeakMap<Setting, string>();

/** The setting as one line of YAML in flow style: `volumes: {subPath: split}`. */
export function formatSetting(setting: Setting): string {
  let line = lines.get(setting);
  if (line === undefined) {
    line = formatSettings([setting])[0]!;
    lines.set(setting, line);
  }
  return line;
}

/** Settings with the same path as one, with the items of all lists: several findings each add an item to `workloads.exclude`. */
export function combineSettings(settings: readonly Setting[]): Setting[] {
  return [...groupBy(settings, ({ path }) => path)].map(([path, group]) => {
    const values = group.map(({ value }) => value);
    return { ...group[0]!, path, value: values.every(Array.isArray) ? values.flat() : values.at(-1)! };
  });
}

/** Several settings, those of one section together, a line for each section: `volumes: {persistent: secure-pv, subPath: split}`. */
export function formatSettings(settings: readonly Setting[]): string[] {
  const spec: JsonObject = {};
  for (const { path, value } of combineSettings(settings)) {
    const keys = path.split('.');
    let holder = spec;
    for (const key of keys.slice(0, -1)) {
      holder[key] ??= {};
      holder = holder[key] as JsonObject;
    }
    holder[keys.at(-1)!] = value;
  }
  return Object.entries(spec).map(([key, value]) => `${key}: ${flow(value)}`);
}

function flow(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'string') return printString(value, false);
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.entries(value)
    .map(([key, item]) => `${key}: ${flow(item)}`)
    .join(', ')}}`;
}
