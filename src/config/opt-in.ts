import type { Settings } from './settings.ts';

/** True where the configuration asks for fixes of a rule that only reports by itself: `rules: {rolling-update: {fix: true}}`. */
export function wantsFix({ rules }: Settings, id: string): boolean {
  return rules[id]?.fix === true;
}
