import { engineRules } from './engine.ts';
import { rules } from './index.ts';

/** Everything that a result can name as its rule: first the rules in the order of running, then what no rule finds by itself. */
export const allRules = [...rules, ...engineRules];
