import { brief, type Completions, type Words } from './model.ts';

/** The script for fish, to be a file ~/.config/fish/completions/prepare-contrast.fish. */
export function fish({ commands, flags }: Completions): string {
  const names = commands.map(({ name }) => name).join(' ');
  const none = `not __fish_seen_subcommand_from ${names}`;
  const lines = commands.flatMap(({ name, text, words }) => [
    `complete -c prepare-contrast -n ${quoted(none)} -a ${name} -d ${quoted(brief(text))}`,
    ...wordLines(name, words),
  ]);
  for (const { name, short, text, commands: own, value } of flags) {
    const condition = own.length === 0 ? '' : ` -n ${quoted(conditionOf(own, none))}`;
    lines.push(
      `complete -c prepare-contrast${condition} ${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${name.slice(2)}${argumentOf(value)} -d ${quoted(brief(text))}`,
    );
  }
  return `# fish completion of prepare-contrast: put it into ~/.config/fish/completions/prepare-contrast.fish
complete -c prepare-contrast -f
${lines.join('\n')}
`;
}

function conditionOf(commands: readonly string[], none: string): string {
  const seen = commands.filter((command) => command !== 'krm');
  const parts = seen.length === 0 ? [] : [`__fish_seen_subcommand_from ${seen.join(' ')}`];
  if (commands.includes('krm')) parts.push(none);
  return parts.join('; or ');
}

function wordLines(command: string, words: Words): string[] {
  const head = `complete -c prepare-contrast -n ${quoted(`__fish_seen_subcommand_from ${command}`)}`;
  if (words === 'files') return [`${head} -F`];
  return words === 'any' || words.length === 0 ? [] : [`${head} -a ${quoted(words.join(' '))}`];
}

function argumentOf(words: Words | undefined): string {
  if (words === undefined) return '';
  if (words === 'files') return ' -r -F';
  return words === 'any' || words.length === 0 ? ' -x' : ` -x -a ${quoted(words.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}
