import { kebabName } from '../../config/assignments.ts';
import { platforms } from '../../contrast/platforms.ts';
import { fields } from '../../generated/fields.ts';
import { allRules } from '../../rules/all.ts';
import { errorCodes } from '../../util/error-codes.ts';
import { PreparationError } from '../../util/errors.ts';
import { HOSTS } from '../init/hosts.ts';
import { type Arguments, COMMANDS, type Command, type Flag } from '../parse-args.ts';
import type { Terminal } from '../terminal.ts';
import { commandsWith, commandUsages, flagUsages, shortOf } from '../usage.ts';
import { bash } from './bash.ts';
import { fish } from './fish.ts';
import { kubectl } from './kubectl.ts';
import type { CompletedFlag, Completions, Words } from './model.ts';
import { zsh } from './zsh.ts';

const SHELLS = { bash, zsh, fish, kubectl } as const;

/** `completion SHELL`: prints the script that the shell, or kubectl, reads. */
export function completionCommand({ words }: Arguments, terminal: Terminal): number {
  const [shell = ''] = words;
  if (!Object.hasOwn(SHELLS, shell)) {
    throw new PreparationError(
      'usage-unknown-name',
      `completion: ${shell === '' ? 'name a shell' : `unknown shell "${shell}"`}; available shells: ${Object.keys(SHELLS).join(', ')}`,
    );
  }
  terminal.writeOutput(SHELLS[shell as keyof typeof SHELLS](completions()));
  return 0;
}

const WORDS: Partial<Record<Command, Words>> = {
  files: 'files',
  check: 'files',
  compare: 'files',
  sizes: 'files',
  usage: 'files',
  explain: [...allRules.map(({ id }) => id), ...errorCodes],
  init: HOSTS,
  completion: Object.keys(SHELLS),
};

/** How the values that are paths are called in the help. */
const PATH = /(?:FILE|FOLDER|PATH)$/;

function completions(): Completions {
  const commands = commandUsages
    .filter(({ command }) => command !== 'krm')
    .map(({ command, text }) => ({ name: command, text, words: WORDS[command] ?? [] }));
  const own = flagUsages.map(({ flag, value, values, text }): CompletedFlag => {
    const takes: Words = values ?? (PATH.test(value ?? '') ? 'files' : 'any');
    return {
      name: flag,
      short: shortOf(flag),
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
