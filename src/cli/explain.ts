import { suggestion } from '../config/config-error.ts';
import { examples } from '../generated/examples.ts';
import { allRules } from '../rules/all.ts';
import { type EngineRule, engineRules } from '../rules/built-in-results.ts';
import { describeRule } from '../rules/docs.ts';
import { rules } from '../rules/index.ts';
import { liveRules } from '../rules/live-results.ts';
import { paint } from '../util/colour.ts';
import { errorCodes, meaningOf } from '../util/error-codes.ts';
import { PreparationError } from '../util/errors.ts';
import { WIDEST, wrap } from '../util/text.ts';
import { formatForTerminal } from './pager.ts';
import type { Arguments } from './parse-args.ts';
import type { Terminal } from './terminal.ts';

/**
 * `explain [RULE|CODE]`: lists the rules in their order, or prints the documentation of a rule or of the code of an error: as Markdown,
 * unless stdout is a terminal.
 */
export function explainCommand({ words }: Arguments, terminal: Terminal): number {
  const [id] = words;
  const columns = terminal.columns.output;
  const width = columns === undefined ? Infinity : Math.min(columns, WIDEST);
  const colour = terminal.colours.output;
  if (id === undefined) terminal.writeOutput(listRules(width, colour));
  else
    terminal.writeOutput(columns === undefined ? explain(id) : formatForTerminal(explain(id), width, colour));
  return 0;
}

/** If fewer columns remain next to the name of a rule, its summary is on the next line. */
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
  return `${lines(rules)}
Reported by the parser and the editor; always on:

${lines(engineRules)}
Reported by compare:

${lines(liveRules)}
prepare-contrast explain RULE|CODE explains a rule or the code of an error.
`;
}

function explain(id: string): string {
  const rule = allRules.find((one) => one.id === id);
  if (rule) return describeRule(rule, examples[id], 1);
  const meaning = meaningOf(id);
  if (meaning !== undefined) return `# ${id}\n\n${meaning}\n`;
  const near = suggestion(id, [...allRules.map((one) => one.id), ...errorCodes]);
  throw new PreparationError(
    'usage-unknown-name',
    `unknown rule or error code "${id}"; ${near === undefined ? 'prepare-contrast explain lists all rules' : `did you mean ${near}?`}`,
  );
}
