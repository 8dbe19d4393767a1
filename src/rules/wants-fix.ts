import type { Settings } from '../contrast/settings.ts';
import type { Finding, Fix } from './rule.ts';
import { COMPATIBLE, fixSetting, type Setting } from './setting.ts';

/** The rules whose opt-in fixes keep the meaning of the manifest: what `fix: compatible` turns on. */
const COMPATIBLE_RULES = new Set([
  'env-source',
  'image-volume',
  'rolling-update',
  'service-account-token',
  'sub-path',
  'unsupported-field',
]);

/** True if the configuration asks for the fixes that a rule does not make by default: `fix: compatible` or `rules: {rolling-update: {fix: true}}`. */
export function wantsFix({ fix, rules }: Settings, id: string): boolean {
  return rules[id]?.fix ?? (fix === 'compatible' && COMPATIBLE_RULES.has(id));
}

/** The setting that turns on the opt-in fix of a rule, for a finding that the fix removes. */
export function optInSetting(id: string): { setting: Setting } {
  return { setting: COMPATIBLE_RULES.has(id) ? COMPATIBLE : fixSetting(id) };
}

/** The opt-in fix of a rule, or the setting that turns it on; never both, since a finding whose fix fails must not suggest what is set. */
export function optIn(settings: Settings, id: string, fix: () => Fix): Pick<Finding, 'fix' | 'setting'> {
  return wantsFix(settings, id) ? { fix: fix() } : optInSetting(id);
}
