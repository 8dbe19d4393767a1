import { engineRules } from './built-in-results.ts';
import { rules } from './index.ts';
import { liveRules } from './live-results.ts';

/** All rules that a result can have: the rules in the order in which they run, those of the engine, and those of `compare`. */
export const allRules = [...rules, ...engineRules, ...liveRules];
