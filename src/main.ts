import { type Arguments, readArguments } from './commands/arguments.ts';
import { type Extras, prepareCommand } from './commands/prepare.ts';
import type { Terminal } from './commands/terminal.ts';
import { conclude } from './conclude.ts';
import { openTerminal } from './process-terminal.ts';
import { version } from './version.ts';

/** Every command, each loaded on demand. */
async function main(): Promise<number> {
  const options = readArguments(process.argv.slice(2), process.env);
  const terminal = await openTerminal();
  switch (options.command) {
    case 'check':
      return (await import('./commands/check.ts')).checkCommand(options, terminal);
    case 'explain':
      return (await import('./commands/explain.ts')).explainCommand(options, terminal);
    case 'files':
      return (await import('./commands/files.ts')).filesCommand(options, terminal);
    case 'init':
      return (await import('./commands/init.ts')).initCommand(options, terminal);
    case 'completion':
      return (await import('./commands/completion.ts')).completionCommand(options, terminal);
    case 'policy':
      return (await import('./commands/policy.ts')).policyCommand(options, terminal);
    case 'sizes':
      return (await import('./commands/sizes.ts')).sizesCommand(options, terminal);
    case 'help':
      terminal.writeOutput((await import('./commands/help.ts')).help(options.words[0]));
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
  const extras: Extras = { report: (await import('./commands/report-file.ts')).reportFor(options) };
  if (generate) {
    const { writeGenerated } = await import('./commands/generate.ts');
    extras.generate = (answer) => writeGenerated(answer, generate, terminal);
  }
  return extras;
}

conclude(main());
