import { brief, type CompletedFlag, type Completions, flagsOf, type Words } from './model.ts';

/** The script for zsh, to be a file _prepare-contrast in a folder of \`fpath\`, or to be sourced. */
export function zsh({ commands, flags }: Completions): string {
  const cases = commands.map(
    ({ name, words }) => `    ${name})
      _arguments -s ${specs(flagsOf(flags, name))} ${quoted(`*: :${action(words)}`)} ;;`,
  );
  const list = commands.map(({ name, text }) => quoted(`${name}:${brief(text)}`));
  return `#compdef prepare-contrast
# zsh completion of prepare-contrast: put it into a folder of $fpath as _prepare-contrast
_prepare-contrast() {
  local context state line
  typeset -A opt_args
  local -a commands=(
    ${list.join('\n    ')}
  )
  _arguments -C -s ${specs(flagsOf(flags, 'krm'))} '1: :->command' '*:: :->words'
  case $state in
  command) _describe command commands ;;
  words)
    case $line[1] in
${cases.join('\n')}
    esac ;;
  esac
}
if [[ $funcstack[1] == _prepare-contrast ]]; then _prepare-contrast "$@"; else compdef _prepare-contrast prepare-contrast; fi
`;
}

function specs(flags: readonly CompletedFlag[]): string {
  return flags
    .flatMap(({ name, short, text, value }) => {
      const label = `[${brief(text).replace(/[[\]]/g, '\\$&')}]`;
      const long = value === undefined ? `${name}${label}` : `*${name}=${label}: :${action(value)}`;
      if (short === undefined) return [long];
      return [long, value === undefined ? `${short}${label}` : `*${short}+${label}: :${action(value)}`];
    })
    .map(quoted)
    .join(' ');
}

function action(words: Words): string {
  if (words === 'files') return '_files';
  return words === 'any' || words.length === 0 ? '' : `(${words.join(' ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
