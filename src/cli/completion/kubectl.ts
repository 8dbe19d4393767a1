import type { Command } from '../parse-args.ts';
import { type Completions, flagsOf, namesOf, type Words } from './model.ts';

/**
 * The program that kubectl calls to complete `kubectl prepare-contrast`: kubectl_complete-prepare_contrast on the PATH. Arguments are the
 * words after the name of the plugin, the last of them being typed. Prints one completion per line, then a directive: `:4` without and `:0` with
 * file names (Kubernetes documentation, "Extend kubectl with plugins"; spf13/cobra, shell completion directives).
 */
export function kubectl({ commands, flags }: Completions): string {
  const valued = flags.filter(({ value }) => value !== undefined);
  const values = valued.map((flag) => `${namesOf(flag)}) ${reply(flag.value!)} ;;`);
  const flagNames = (command: Command) =>
    flagsOf(flags, command)
      .map(({ name }) => name)
      .join(' ');
  const flagLines = commands.map(({ name }) => `  ${name}) offer ${flagNames(name)} ;;`);
  const words = commands.map(({ name, words: own }) => `${name}) ${reply(own)} ;;`);
  return `#!/bin/sh
# Completion of \`kubectl prepare-contrast\`: kubectl_complete-prepare_contrast, executable, on the PATH.
offer() { printf '%s\\n' "$@" :4; exit; }
offer_files() { echo :0; exit; }
offer_nothing() { echo :4; exit; }

command='' previous=''
while [ "$#" -gt 1 ]; do
  previous=$1
  shift
  case $previous in
  ${valued.map(namesOf).join('|')})
    [ "$#" -gt 1 ] && { previous=''; shift; } ;;
  -*) ;;
  *) : "\${command:=$previous}" ;;
  esac
done

case $previous in
${values.join('\n')}
esac
case $1 in
-*)
  case $command in
${flagLines.join('\n')}
  *) offer ${flagNames('krm')} ;;
  esac ;;
esac
case $command in
'') offer ${commands.map(({ name }) => name).join(' ')} ;;
${words.join('\n')}
esac
`;
}

function reply(words: Words): string {
  if (words === 'files') return 'offer_files';
  if (words === 'any' || words.length === 0) return 'offer_nothing';
  return `offer ${words.join(' ')}`;
}
