import type { Completions, Words } from '../completion.ts';

/** The script for bash: one function, without the bash-completion package. */
export function bash({ commands, flags }: Completions): string {
  const valued = flags.filter(({ value }) => value !== undefined);
  const values = valued.map(({ name, value }) => `    ${name}) ${reply(value!)} ;;`);
  const words = commands.map(({ name, words: own }) => `    ${name}) ${reply(own)} ;;`);
  const flagLines = commands.map(({ name }) => {
    const own = flags.filter((flag) => flag.commands.length === 0 || flag.commands.includes(name));
    return `      ${name}) flags='${own.map((flag) => flag.name).join(' ')}' ;;`;
  });
  const general = flags.filter((flag) => flag.commands.length === 0 || flag.commands.includes('krm'));
  return `# bash completion of prepare-contrast: source <(prepare-contrast completion bash)
_prepare_contrast() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command='' index word flags
  # bash takes --flag=value for three words.
  if [[ $cur == = ]]; then cur=''; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    word=\${COMP_WORDS[index]}
    case $word in
    ${valued.map(({ name }) => name).join('|')})
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
      *) flags='${general.map(({ name }) => name).join(' ')}' ;;
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
  // One name a line: names have blanks. Words that are no names of files must not become those of folders.
  if (words === 'files')
    return `compopt -o filenames -o default 2> /dev/null; local IFS=$'\\n'; COMPREPLY=($(compgen -f -- "$cur"))`;
  if (words === 'any' || words.length === 0) return ':';
  return `COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$cur"))`;
}
