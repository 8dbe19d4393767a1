/**
 * The library: `run` prepares manifests in memory, without touching files, environment or network.
 *
 * ```js
 * import { run } from 'prepare-contrast';
 *
 * const { output, results, failed } = run(manifests, {
 *   configuration: {
 *     apiVersion: 'prepare-contrast.dev/v1alpha1',
 *     kind: 'PrepareContrast',
 *     spec: { platform: 'Metal-QEMU-SNP' },
 *   },
 * });
 * ```
 *
 * @packageDocumentation
 */

export { type RunOptions, type RunResult, run } from './engine/run.ts';
export { rules } from './rules/index.ts';
export type { Result } from './rules/result.ts';
export type { Rule } from './rules/rule.ts';
export { InputError, PreparationError } from './util/errors.ts';
export type { Json, JsonObject } from './util/json.ts';
export type { Severity } from './util/severity.ts';
export { version } from './util/version.ts';
