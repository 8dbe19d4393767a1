import { readFileSync, writeFileSync } from 'node:fs';
import { isatty } from 'node:tty';
import { type Arguments, readArguments } from './commands/arguments.ts';
import { help } from './commands/help.ts';
import { decode } from './decode.ts';
import { PreparationError } from './errors.ts';
import { readAll, writeAll, writeToTerminal } from './io.ts';
import { formatReport } from './output/report.ts';
import { formatSummary } from './output/summary.ts';
import { type Answer, run } from './run.ts';
import { version } from './version.ts';
import { readYaml } from './yaml/read-yaml.ts';

const STDIN = 0;
const STDOUT = 1;
const STDERR = 2;

/** Exit codes: 0 prepared; 1 an error stands, the answer is written all the same; 2 no answer. */
function main(): number {
  const options = readArguments(process.argv.slice(2), process.env);
  if (options.command === 'help') return print(help());
  if (options.command === 'version') return print(`${version}\n`);
  if (isatty(STDIN)) {
    throw new PreparationError(
      'there is no input: pipe a ResourceList, manifests or the output of helm template into prepare-contrast. See --help',
    );
  }
  const answer = run(decode(readAll(STDIN)), {
    ...(options.config === undefined ? {} : { configuration: readConfiguration(options.config) }),
    assignments: options.assignments,
    problems: options.problems,
    namespace: options.namespace ?? '',
    allowEmpty: options.command === 'post-render',
    environment: process.env,
  });
  if (options.reportFile !== undefined) writeReport(options.reportFile, answer);
  showSummary(answer, options);
  writeAll(STDOUT, answer.output);
  return answer.failed ? 1 : 0;
}

function print(text: string): number {
  writeAll(STDOUT, text);
  return 0;
}

function readConfiguration(file: string) {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new PreparationError(`the configuration file ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return readYaml(decode(bytes));
  } catch (error) {
    if (error instanceof PreparationError)
      throw new PreparationError(`the configuration file ${file}: ${error.message}`);
    throw error;
  }
}

function writeReport(file: string, answer: Answer): void {
  try {
    writeFileSync(file, formatReport(answer, file));
  } catch (error) {
    throw new PreparationError(`the report file ${file} cannot be written: ${(error as Error).message}`);
  }
}

/** kpt prints results itself; Helm 4 keeps a plugin's stderr to itself, so there the terminal is told. */
function showSummary(answer: Answer, { quiet }: Arguments): void {
  if (quiet || answer.host === 'kpt') return;
  writeAll(STDERR, formatSummary(answer.results, answer));
  if (answer.host === 'helm 4')
    writeToTerminal(formatSummary(answer.results, { ...answer, lines: 20, rows: 20 }));
}

try {
  process.exitCode = main();
} catch (error) {
  // Whoever reads the output has gone: there is nobody left to tell.
  const gone = (error as NodeJS.ErrnoException).code === 'EPIPE';
  process.exitCode = 2;
  if (!gone) writeAll(STDERR, describe(error));
}

function describe(error: unknown): string {
  if (error instanceof PreparationError) return `prepare-contrast: error: ${error.message}\n`;
  const { stack, message } = error as Error;
  return `prepare-contrast: internal error: ${stack ?? message}\nNothing was written. Please report this together with the input.\n`;
}
