# Completes each argument as a person would: types it into an interactive zsh, presses TAB, and prints the line then.
# zsh complete.zsh SCRIPT DIRECTORY LINE...
zmodload zsh/zpty || exit 1
script=$1 directory=$2
shift 2
zpty inner "TERM=dumb HOME=$directory zsh -f -i"
type() { zpty -w inner "$1" }
type "PS1= RPS1= HISTFILE=; autoload -Uz compinit && compinit -D -u; source $script"
type "dump() { print -r -- \"\$BUFFER\" >$directory/part && mv $directory/part $directory/line; BUFFER= }; zle -N dump"
type "bindkey '^I' complete-word '^G' dump; setopt noautolist nolistbeep noautomenu; print ready >$directory/ready"
wait_for() {
  local tries=0
  while [[ ! -e $1 ]]; do
    (( tries++ < 400 )) || { print -u2 "no $1"; exit 1 }
    # The terminal's own output would fill up.
    zpty -r -t inner discard
    sleep 0.025
  done
}
wait_for $directory/ready
for line in "$@"; do
  zpty -w -n inner "$line"$'\t\a'
  wait_for $directory/line
  cat $directory/line
  rm $directory/line
done
zpty -d inner
