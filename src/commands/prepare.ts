import { PreparationError } from '../errors.ts';
import type { Generate } from '../generate/generate.ts';
import { Digest, digestOf } from '../output/digest.ts';
import { formatSummary, roomFor, type SummaryLayout } from '../output/summary.ts';
import { type Answer, run } from '../run.ts';
import type { Arguments } from './arguments.ts';
import { readConfigurationFile } from './configuration-file.ts';
import { sizesBeside } from './sizes-beside.ts';
import { summaryLayout } from './summary-layout.ts';
import type { Terminal } from './terminal.ts';

/** `krm` and `post-render`: stdin to stdout. Gives the exit code: 1 where an error stands; the answer is written all the same. */
export async function prepareCommand(options: Arguments, terminal: Terminal): Promise<number> {
  try {
    return await prepareInput(options, terminal);
  } catch (error) {
    await tellWhereHostsDoNot(error, options, terminal);
    throw error;
  }
}

async function prepareInput(options: Arguments, terminal: Terminal): Promise<number> {
  const { reportFile } = options;
  const report =
    reportFile === undefined ? undefined : (await import('./report-file.ts')).reportTo(reportFile);
  const source = terminal.readInput();
  const layout = summaryLayout(options, terminal, 'messages');
  // What a report shows and a summary does not has to be kept.
  const digest = report ? undefined : new Digest(roomFor(layout));
  const answer = run(source, {
    ...(options.config === undefined ? {} : { configuration: readConfigurationFile(options.config) }),
    readSizesFile: sizesBeside(options.config),
    assignments: options.assignments,
    problems: options.problems,
    namespace: options.namespace ?? '',
    allowEmpty: options.command === 'post-render',
    environment: terminal.environment,
    observer: report?.observer,
    resultSink: digest,
  });
  report?.write(answer, [{ file: 'stdin', start: 0, end: source.text.length }]);
  if (!options.quiet) showSummary(answer, digest ?? digestOf(answer.results), layout, terminal);
  if (options.generate) return writeGenerated(answer, options.generate, terminal);
  terminal.writeOutput(answer.pieces);
  return answer.failed ? 1 : 0;
}

/** What `contrast generate` makes of the answer goes to stdout; where an error stands it is not run, and nothing does. */
async function writeGenerated(answer: Answer, options: Generate, terminal: Terminal): Promise<number> {
  const { generateFrom, tellOfContrast } = await import('./generate.ts');
  if (answer.failed) {
    tellOfContrast(
      'prepare-contrast: contrast generate was not run and nothing is written, since an error stands\n',
      terminal,
    );
    return 1;
  }
  terminal.writeOutput(await generateFrom([{ text: answer.output }], options, terminal));
  return 0;
}

/** kpt prints results itself; Helm 4 keeps a plugin's stderr to itself, so there the terminal is told. */
function showSummary(answer: Answer, digest: Digest, layout: SummaryLayout, terminal: Terminal): void {
  if (answer.host === 'kpt') return;
  const head = { profile: answer.profile, selected: answer.selected };
  terminal.writeMessage(formatSummary(digest, { ...head, ...layout }));
  if (answer.host === 'helm 4') terminal.writeToUser(formatSummary(digest, { ...head, lines: 20, rows: 20 }));
}

/** Helm 4 never shows what a plugin says, so the report file and the terminal are told why there is no answer. */
async function tellWhereHostsDoNot(
  error: unknown,
  { reportFile, quiet }: Arguments,
  terminal: Terminal,
): Promise<void> {
  if (!(error instanceof PreparationError)) return;
  const message = `prepare-contrast: error: ${error.message}\n`;
  if (reportFile !== undefined) (await import('./report-file.ts')).writeText(reportFile, message);
  if (!quiet && terminal.environment.HELM_PLUGIN_DIR) terminal.writeToUser(message);
}
