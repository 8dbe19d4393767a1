import { kebabName } from '../config/assignments.ts';
import { platforms } from '../contrast/platforms.ts';
import { PreparationError } from '../errors.ts';
import { fields } from '../generated/fields.ts';
import { allRules } from '../rules/all.ts';
import { type Arguments, COMMANDS, type Command, type Flag } from './arguments.ts';
import { bash } from './completion/bash.ts';
import { fish } from './completion/fish.ts';
import { zsh } from './completion/zsh.ts';
import { HOSTS } from './init/hosts.ts';
import type { Terminal } from './terminal.ts';
import { commandsWith, commandUsages, flagUsages } from './usage.ts';

/** What a shell is told: every name that can be completed, and what may follow it. */
export interface Completions {
  commands: { name: Command; text: string; words: Words }[];
  flags: CompletedFlag[];
}

export interface CompletedFlag {
  /** With its dashes. */
  name: string;
  text: string;
  /** Empty where every command takes it. */
  commands: readonly Command[];
  /** What follows the flag; absent where nothing does. */
  value?: Words;
}

/** Files, one of a few words, or something that only the user knows. */
export type Words = 'files' | 'any' | readonly string[];

const SHELLS = { bash, zsh, fish } as const;

/** `completion SHELL`: prints the script that the shell reads. */
export function completionCommand({ words }: Arguments, terminal: Terminal): number {
  const [shell = ''] = words;
  if (!Object.hasOwn(SHELLS, shell)) {
    throw new PreparationError(
      `completion: ${shell === '' ? 'name a shell' : `"${shell}" is none of the shells`}: ${Object.keys(SHELLS).join(', ')}`,
    );
  }
  terminal.writeOutput(SHELLS[shell as keyof typeof SHELLS](completions()));
  return 0;
}

const WORDS: Partial<Record<Command, Words>> = {
  files: 'files',
  check: 'files',
  sizes: 'files',
  explain: allRules.map(({ id }) => id),
  init: HOSTS,
  completion: Object.keys(SHELLS),
};

/** Flags whose values are paths. */
const PATHS: readonly Flag[] = [
  '--config',
  '--report-file',
  '--out',
  '--output',
  '--generate-dir',
  '--archive',
  '--ca-file',
];

function completions(): Completions {
  const commands = commandUsages
    .filter(({ command }) => command !== 'krm')
    .map(({ command, text }) => ({ name: command, text, words: WORDS[command] ?? [] }));
  const own = flagUsages.map(({ flag, value, values, text }): CompletedFlag => {
    const takes: Words = values ?? (PATHS.includes(flag) ? 'files' : 'any');
    return {
      name: flag,
      text,
      commands: commandsWith(flag),
      ...(value === undefined ? {} : { value: takes }),
    };
  });
  const configuring = (Object.keys(COMMANDS) as Command[]).filter((command) =>
    (COMMANDS[command].flags as readonly Flag[]).includes('--config'),
  );
  const settings = fields.map((field): CompletedFlag => {
    const name = kebabName(field);
    const values = field.enum ?? (field.type === 'boolean' ? ['true', 'false'] : undefined);
    const known = name === 'platform' ? platforms.map((platform) => platform.name) : values;
    return { name: `--${name}`, text: field.description, commands: configuring, value: known ?? 'any' };
  });
  return { commands, flags: [...own, ...settings] };
}

/** The first sentence, short enough for a list. */
export function brief(text: string): string {
  const [first = ''] = text.split(/(?<=[.;:])\s/);
  const plain = first.replace(/[.;:]$/, '').replaceAll('`', '');
  return plain.length <= 72 ? plain : `${plain.slice(0, 71).replace(/\s+\S*$/, '')}…`;
}
