import { suggestion } from '../config/config-error.ts';
import { PreparationError } from '../errors.ts';
import { examples } from '../generated/examples.ts';
import { describeRule } from '../output/rule-docs.ts';
import { engineRules } from '../rules/engine.ts';
import { rules } from '../rules/index.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

const ALL = [...rules, ...engineRules];

/** `explain [RULE]`: all rules in the order of running, or everything about one of them. */
export function explainCommand({ words }: Arguments, terminal: Terminal): number {
  const [id] = words;
  terminal.writeOutput(id === undefined ? listRules() : explain(id));
  return 0;
}

function listRules(): string {
  const width = Math.max(...ALL.map((rule) => rule.id.length));
  const lines = rules.map(
    ({ id, severity, summary }) => `${id.padEnd(width)}  ${severity.padEnd(7)}  ${summary}`,
  );
  return `${lines.join('\n')}\n\nprepare-contrast explain RULE tells more.\n`;
}

function explain(id: string): string {
  const rule = ALL.find((one) => one.id === id);
  if (rule) return describeRule(rule, examples[id], 1);
  const near = suggestion(
    id,
    ALL.map((one) => one.id),
  );
  throw new PreparationError(
    `there is no rule "${id}"${near === undefined ? '; prepare-contrast explain lists them' : `; did you mean ${near}?`}`,
  );
}
