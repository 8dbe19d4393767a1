import assert from 'node:assert/strict';
import { ConfigError } from '../../src/config/config-error.ts';
import { type Config, type ConfigSources, loadConfig } from '../../src/config/load-config.ts';
import type { Json } from '../../src/util/json.ts';
import { parseWithLibrary } from '../../src/yaml/parser/library.ts';
import { toJson } from '../../src/yaml/to-json.ts';

export const RULES = ['runtime-class', 'memory-limit', 'cpu-limit', 'image-digest', 'vm-size'];

/** YAML text as plain JSON, by the project's own reader. */
export function json(text: string): Json {
  const document = parseWithLibrary(text);
  return document ? toJson(document.root) : null;
}

/** A PrepareContrast with this `spec`, given as YAML. */
export function document(spec: string): Json {
  return {
    apiVersion: 'prepare-contrast.dev/v1alpha1',
    kind: 'PrepareContrast',
    metadata: { name: 'test' },
    spec: json(spec),
  };
}

export function configMap(data: Record<string, Json>): Json {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'function-input' }, data };
}

type Sources = Omit<ConfigSources, 'ruleIds' | 'parseYaml' | 'document'> & { document?: Json | undefined };

export function load(sources: Sources): { config: Config; warnings: string[] } {
  return loadConfig({ document: undefined, ...sources, ruleIds: RULES, parseYaml: json });
}

/** The configuration with a `spec` in YAML. */
export function configOf(spec: string): Config {
  return load({ document: document(spec) }).config;
}

/** What a configuration is refused for. */
export function problemsOf(sources: Sources): readonly string[] {
  try {
    load(sources);
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    return error.problems.map(({ message }) => message);
  }
  assert.fail('the configuration was accepted');
}
