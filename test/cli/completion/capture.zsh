# Prints what zsh completes for a command line: zsh -f capture.zsh WORD... with the completion in ./functions.
zmodload zsh/zpty || exit 1
offers=$PWD/offers
: > $offers
zpty z zsh -f -i
# Everything on one line, since what is read ahead of the prompt is typed into it.
zpty -w z "PROMPT= PS2=; bindkey '^I' complete-word; fpath=($PWD/functions \$fpath); autoload -U compinit; compinit -u -D"
zpty -w z "compadd() {
  if [[ \${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd \"\$@\"; return; fi
  local -a found
  builtin compadd -A found \"\$@\"
  print -rl -- \$found >> $offers
  builtin compadd \"\$@\"
}"
# Not before the completion is over does the shell end, which is what is waited for here.
zpty -w z "comppostfuncs=(exit)"
zpty -n -w z "${(j: :)@}"$'\t'
while zpty -r z; do :; done > /dev/null
cat $offers
