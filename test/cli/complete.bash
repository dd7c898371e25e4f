# Completes each line as a person would: types it into an interactive bash, presses TAB, and keeps the line then, in
# DIRECTORY/lines. This is its startup file; LAYERMOUNT_TEST_DIRECTORY says where everything is.
PS1= HISTFILE=
source "$LAYERMOUNT_TEST_DIRECTORY/script"
dump() {
  printf '%s\n' "$READLINE_LINE" >>"$LAYERMOUNT_TEST_DIRECTORY/lines"
  READLINE_LINE=
}
bind 'set bell-style none' 'set completion-query-items 0' 2>/dev/null
bind -x '"\C-g": dump'
: >"$LAYERMOUNT_TEST_DIRECTORY/ready"
