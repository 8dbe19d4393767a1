// The page on commands and options, from the texts of --help.
import { flagName, variables } from '../src/cli/help.ts';
import { COMMANDS } from '../src/cli/parse-args.ts';
import { type CommandUsage, commandUsages, flagUsages, PURPOSE } from '../src/cli/usage.ts';

/** The text of docs/commands.md. */
export function commandsPage(): string {
  const rows = commandUsages.map((usage) => {
    const title = titleOf(usage);
    const anchor = title.replaceAll(' ', '-').toLowerCase();
    return `| [${title}](#${anchor}) | ${cell(usage.text.split(/(?<=\.) /)[0]!)} |`;
  });
  return `# Commands

Generated from the text of \`--help\` by \`npm run docs\`. \`prepare-contrast\` ${PURPOSE}.

| command | what it does |
| --- | --- |
${rows.join('\n')}

\`prepare-contrast COMMAND --help\` and \`prepare-contrast help COMMAND\` show the options of a command (\`-h\`), \`prepare-contrast help settings\`
all settings, and \`prepare-contrast --version\` the version (\`-V\`). Commands with \`--config\` accept every [setting](settings.md) as an option too, and
need \`--platform\` if no configuration has the platform; \`sizes\` and \`usage\` measure for any platform.

${commandUsages.map(sectionOf).join('\n\n')}

## Environment variables

Options override variables, which override the configuration file.

| variable | meaning |
| --- | --- |
${variables()
  .map(([name, text]) => `| \`${name}\` | ${cell(text)} |`)
  .join('\n')}

[sizes](sizes.md#credentials) and [usage](memory.md#servers-and-options) also read the usual variables for certificates, proxies and
credentials.
`;
}

function titleOf({ command }: CommandUsage): string {
  return command === 'krm' ? 'Without a command' : command;
}

function sectionOf(usage: CommandUsage): string {
  const { command, synopsis, text, example, exitCodes } = usage;
  const accepted: readonly string[] = COMMANDS[command].flags;
  const options = flagUsages
    .filter(({ flag }) => accepted.includes(flag))
    .map(
      (flag) =>
        `| \`${flagName(flag).replaceAll('|', '\\|')}\` | ${cell(flag.textFor?.[command] ?? flag.text)} |`,
    );
  const call = ['prepare-contrast', synopsis, ...(options.length > 0 ? ['[options]'] : [])];
  return [
    `## ${titleOf(usage)}`,
    cell(text),
    `\`\`\`sh\n${call.filter((part) => part !== '').join(' ')}\n${example}\n\`\`\``,
    ...(options.length > 0 ? [table('option', options)] : []),
    table(
      'exit code',
      exitCodes.map(([code, meaning]) => `| ${code} | ${cell(meaning)} |`),
    ),
  ].join('\n\n');
}

function table(title: string, rows: readonly string[]): string {
  return [`| ${title} | meaning |`, '| --- | --- |', ...rows].join('\n');
}

/** Text in a table, with options as code. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/--[a-z][\w-]*/g, '`$&`');
}
