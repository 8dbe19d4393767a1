import { suggestion } from '../config/config-error.ts';
import { PreparationError } from '../errors.ts';
import { examples } from '../generated/examples.ts';
import { paint } from '../output/paint.ts';
import { describeRule } from '../output/rule-docs.ts';
import { terminalPage } from '../output/terminal-page.ts';
import { WIDEST, wrap } from '../output/wrap.ts';
import { allRules } from '../rules/all.ts';
import { type EngineRule, engineRules } from '../rules/engine.ts';
import { rules } from '../rules/index.ts';
import type { Arguments } from './arguments.ts';
import type { Terminal } from './terminal.ts';

/** `explain [RULE]`: all rules, those that run in their order, or everything about one of them: as Markdown, but on a terminal. */
export function explainCommand({ words }: Arguments, terminal: Terminal): number {
  const [id] = words;
  const columns = terminal.columns.output;
  const width = columns === undefined ? Infinity : Math.min(columns, WIDEST);
  const colour = terminal.colours.output;
  if (id === undefined) terminal.writeOutput(listRules(width, colour));
  else terminal.writeOutput(columns === undefined ? explain(id) : terminalPage(explain(id), width, colour));
  return 0;
}

/** With fewer columns than these beside its name, the summary of a rule stands below it. */
const NARROWEST = 20;

function listRules(width: number, colour: boolean): string {
  const longest = Math.max(...allRules.map((rule) => rule.id.length));
  const column = longest + 11;
  const isBeside = width - column >= NARROWEST;
  const indent = isBeside ? column : 2;
  const lines = (some: readonly EngineRule[]) =>
    some
      .map(({ id, severity, summary }) => {
        const margin = ' '.repeat(indent);
        const text = wrap(summary, width, indent).join(`\n${margin}`);
        return isBeside
          ? `${id.padEnd(longest)}  ${paint(severity.padEnd(7), severity, colour)}  ${text}\n`
          : `${id}  ${paint(severity, severity, colour)}\n${margin}${text}\n`;
      })
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
