import { withFoundConfiguration } from './cli/find-configuration.ts';
import { type Arguments, readArguments } from './cli/parse-args.ts';
import { type Extras, prepareCommand, showToUser } from './cli/prepare.ts';
import { runAndExit } from './cli/process/exit.ts';
import { openTerminal } from './cli/process/terminal.ts';
import type { Terminal } from './cli/terminal.ts';
import { PreparationError } from './util/errors.ts';
import { version } from './util/version.ts';

/** Reads the command line and runs the command. An error also goes where hosts that hide stderr show it. */
async function main(): Promise<number> {
  const terminal = await openTerminal();
  let options: Arguments | undefined;
  try {
    options = readArguments(process.argv.slice(2), process.env);
    return await runCommand(withFoundConfiguration(options), terminal);
  } catch (error) {
    if (error instanceof PreparationError)
      (await import('./cli/report-file.ts')).reportFailure(error, options ?? {});
    showToUser(error, options?.quiet ?? false, terminal);
    throw error;
  }
}

/** Every command, each loaded on demand. */
async function runCommand(options: Arguments, terminal: Terminal): Promise<number> {
  switch (options.command) {
    case 'check':
      return (await import('./cli/check.ts')).checkCommand(options, terminal);
    case 'compare':
      return (await import('./cli/compare.ts')).compareCommand(options, terminal);
    case 'explain':
      return (await import('./cli/explain.ts')).explainCommand(options, terminal);
    case 'files':
      return (await import('./cli/files/index.ts')).filesCommand(options, terminal);
    case 'init':
      return (await import('./cli/init/index.ts')).initCommand(options, terminal);
    case 'completion':
      return (await import('./cli/completion/index.ts')).completionCommand(options, terminal);
    case 'policy':
      return (await import('./cli/policy.ts')).policyCommand(options, terminal);
    case 'sizes':
      return (await import('./cli/sizes/index.ts')).sizesCommand(options, terminal);
    case 'usage':
      return (await import('./cli/memory-usage/index.ts')).usageCommand(options, terminal);
    case 'help':
      terminal.writeOutput((await import('./cli/help.ts')).help(options.words[0]));
      return 0;
    case 'version':
      terminal.writeOutput(`${version}\n`);
      return 0;
    default:
      return prepareCommand(options, terminal, await extrasOf(options, terminal));
  }
}

async function extrasOf(options: Arguments, terminal: Terminal): Promise<Extras> {
  const { generate } = options;
  const extras: Extras = { report: (await import('./cli/report-file.ts')).reportFor(options) };
  if (generate) {
    const { writeGenerated } = await import('./cli/generate.ts');
    extras.generate = (answer) => writeGenerated(answer, generate, terminal);
  }
  return extras;
}

runAndExit(main());
