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
export { InputError, PreparationError } from './errors.ts';
export type { Json, JsonObject } from './json.ts';
export type { Result } from './result.ts';
export type { Rule, Severity } from './rule.ts';
export { rules } from './rules/index.ts';
export { type Answer, type RunOptions, run } from './run.ts';
export { version } from './version.ts';
