import { suggestion } from '../config/config-error.ts';
import { PreparationError } from '../errors.ts';
import { examples } from '../generated/examples.ts';
import { describeRule } from '../output/rule-docs.ts';
import { allRules } from '../rules/all.ts';
import { type EngineRule, engineRules } from '../rules/engine.ts';
import { rules } from '../rules/index.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** `explain [RULE]`: all rules, those that run in their order, or everything about one of them. */
export function explainCommand({ words }: Arguments, terminal: Terminal): number {
  const [id] = words;
  terminal.writeOutput(id === undefined ? listRules() : explain(id));
  return 0;
}

function listRules(): string {
  const width = Math.max(...allRules.map((rule) => rule.id.length));
  const lines = (some: readonly EngineRule[]) =>
    some
      .map(({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}\n`)
      .join('');
  return `${lines(rules)}\nTold by the reading and editing itself, and never off:\n\n${lines(engineRules)}\nprepare-contrast explain RULE tells more.\n`;
}

function explain(id: string): string {
  const rule = allRules.find((one) => one.id === id);
  if (rule) return describeRule(rule, examples[id], 1);
  const near = suggestion(
    id,
    allRules.map((one) => one.id),
  );
  throw new PreparationError(
    `there is no rule "${id}"${near === undefined ? '; prepare-contrast explain lists them' : `; did you mean ${near}?`}`,
  );
}
