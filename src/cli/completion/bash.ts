import type { Command } from '../parse-args.ts';
import { type Completions, flagsOf, namesOf, type Words } from './model.ts';

/** The script for bash: one function, without the bash-completion package. */
export function bash({ commands, flags }: Completions): string {
  const valued = flags.filter(({ value }) => value !== undefined);
  const values = valued.map((flag) => `    ${namesOf(flag)}) ${reply(flag.value!)} ;;`);
  const words = commands.map(({ name, words: own }) => `    ${name}) ${reply(own)} ;;`);
  const flagNames = (command: Command) =>
    flagsOf(flags, command)
      .map(({ name }) => name)
      .join(' ');
  const flagLines = commands.map(({ name }) => `      ${name}) flags='${flagNames(name)}' ;;`);
  return `# bash completion of prepare-contrast: source <(prepare-contrast completion bash)
_prepare_contrast() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' index word flags
  # bash splits --flag=value into three words.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case $word in
    ${valued.map(namesOf).join('|')})
      [[ \${COMP_WORDS[index+1]} == = ]] && ((index++))
      ((index++)) ;;
    -*) ;;
    *) command=$word; break ;;
    esac
  done
  COMPREPLY=()
  case $prev in
${values.join('\n')}
  *)
    if [[ $cur == -* ]]; then
      case $command in
${flagLines.join('\n')}
      *) flags='${flagNames('krm')}' ;;
      esac
      COMPREPLY=($(compgen -W "$flags" -- "$cur"))
      return
    fi
    case $command in
    '') COMPREPLY=($(compgen -W '${commands.map(({ name }) => name).join(' ')}' -- "$cur")) ;;
${words.join('\n')}
    esac ;;
  esac
}
complete -F _prepare_contrast prepare-contrast
`;
}

function reply(words: Words): string {
  // One name per line, because names can contain blanks. -o filenames only here, so that other words are not taken for folders.
  if (words === 'files')
    return `compopt -o filenames -o default 2> /dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur"))`;
  if (words === 'any' || words.length === 0) return ':';
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
}
