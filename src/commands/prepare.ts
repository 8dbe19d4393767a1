import { PreparationError } from '../errors.ts';
import { Digest, digestOf } from '../output/digest.ts';
import { formatSummary, roomFor, type SummaryLayout } from '../output/summary.ts';
import { type Answer, run } from '../run.ts';
import type { Arguments } from './arguments.ts';
import type { ReportFile } from './report-file.ts';
import { runOptionsOf } from './run-options.ts';
import { summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/** What users may ask for and hosts do not, so that it is not loaded for these. */
export interface Extras {
  /** `--report-file`. */
  report?: ReportFile | undefined;
  /** `--generate`: takes over the answer, and gives the exit code. */
  generate?(answer: Answer): Promise<number>;
}

/** `krm` and `post-render`: stdin to stdout. Gives the exit code: 1 where an error stands; the answer is written all the same. */
export async function prepareCommand(
  options: Arguments,
  terminal: Terminal,
  extras: Extras = {},
): Promise<number> {
  try {
    const answer = prepareInput(options, terminal, extras.report);
    if (extras.generate) return await extras.generate(answer);
    terminal.writeOutput(answer.pieces);
    return answer.failed ? 1 : 0;
  } catch (error) {
    if (error instanceof PreparationError) tellWhereHostsDoNot(error, options, terminal, extras.report);
    throw error;
  }
}

function prepareInput(options: Arguments, terminal: Terminal, report: ReportFile | undefined): Answer {
  const source = terminal.readInput();
  const layout = summaryLayout(options, terminal, 'messages');
  const forUser = { lines: 20, rows: 20, ...summaryLayout(options, terminal, 'user') };
  const shown = terminal.environment.HELM_PLUGIN_DIR ? forUser : layout;
  // What a report shows and a summary does not has to be kept.
  const digest = report ? undefined : new Digest(roomFor(shown));
  const answer = run(source, {
    ...runOptionsOf(options, terminal),
    allowEmpty: options.command === 'post-render',
    observer: report?.observer,
    resultSink: digest,
  });
  report?.write(answer, [{ file: 'stdin', start: 0, end: source.text.length }]);
  if (!options.quiet) showSummary(answer, digest ?? digestOf(answer.results), { layout, forUser }, terminal);
  return answer;
}

/** kpt prints results itself; Helm 4 keeps a plugin's stderr to itself, so there the terminal is told past it. */
function showSummary(
  answer: Answer,
  digest: Digest,
  { layout, forUser }: Record<'layout' | 'forUser', SummaryLayout>,
  terminal: Terminal,
): void {
  if (answer.host === 'kpt') return;
  const head = { profile: answer.profile, selected: answer.selected };
  terminal.writeMessage(formatSummary(digest, { ...head, ...layout }));
  if (answer.host === 'helm 4') terminal.writeToUser(formatSummary(digest, { ...head, ...forUser }));
}

/** Helm 4 shows nothing of a plugin's stderr, so the report file and the terminal are told why there is no answer. */
function tellWhereHostsDoNot(
  error: PreparationError,
  { quiet }: Arguments,
  terminal: Terminal,
  report: ReportFile | undefined,
): void {
  const message = `prepare-contrast: error: ${error.message}\n`;
  report?.tell(message);
  if (!quiet && terminal.environment.HELM_PLUGIN_DIR) terminal.writeToUser(message);
}
