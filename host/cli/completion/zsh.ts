import type { CompletedCommand, CompletedOption, Completion, Proposal } from "./model.ts";

/**
 * Completion for zsh: a function for a directory of fpath, or for `source` after compinit. None of its variables may be
 * called `commands`: that would hide zsh's own table, in which the programs are.
 */
export function zshCompletion({ options, commands }: Completion): string {
  return `#compdef layermount
# Completion of layermount(8) for zsh: layermount completion zsh >"\${fpath[1]}/_layermount"

# These words; after = goes something on, and no space.
_layermount_words() {
  local -a expl open=(\${(M)@:#*=}) closed=(\${@:#*=})
  local found=1
  _wanted values expl value compadd -S '' -a open && found=0
  _wanted values expl value compadd -a closed && found=0
  return found
}

_layermount() {
  local curcontext="$curcontext" state
  local -a line ours
  typeset -A opt_args
  ours=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary}`)}`).join("\n")}
  )
  _arguments -C -S \\
${options.flatMap(specs).map(argument).join("")}    '1: :->command' \\
    '*:: :->arguments' && return
  case $state in
  command) _describe -t commands command ours ;;
  arguments)
    case $words[1] in
${commands.map(commandCase).join("\n")}
    esac
    ;;
  esac
}

if [[ $funcstack[1] == _layermount ]]; then
  _layermount "$@"
else
  compdef _layermount layermount
fi
`;
}

/** Behind `--` stands a command line of its own. */
const BEHIND = `      local behind=\${words[(i)--]}
      if ((behind < CURRENT)); then
        shift behind words
        ((CURRENT -= behind))
        _normal && return
        return 1
      fi
`;

function commandCase({ name, options, operands, runs }: CompletedCommand): string {
  const arguments_ = [
    ...options.flatMap(specs),
    ...operands.map(({ name: operand, proposal }, i) => `${i + 1}:${operand}:${action(proposal)}`),
  ];
  const lines = arguments_.map((one) => `        ${quoted(one)}`);
  return `    ${name})\n${runs ? BEHIND : ""}      _arguments -S \\\n${lines.join(" \\\n")}\n      ;;`;
}

function argument(spec: string): string {
  return `    ${quoted(spec)} \\\n`;
}

/** As _arguments takes them; `=` and `+`: the value follows directly, or as the next word. */
function specs({ long, short, description, repeated, value }: CompletedOption): string[] {
  const names = short ? [long, short] : [long];
  const others = repeated ? "*" : short ? `(${names.join(" ")})` : "";
  const said = `[${description.replace(/[[\]\\:]/g, "\\$&")}]`;
  return names.map((name) => {
    if (!value) return `${others}${name}${said}`;
    return `${others}${name}${name.startsWith("--") ? "=" : "+"}${said}:${value.name}:${action(value.proposal)}`;
  });
}

function action(proposal: Proposal): string {
  if (proposal.kind === "words" && proposal.words.some((word) => word.endsWith("="))) {
    return ` _layermount_words ${proposal.words.join(" ")}`;
  }
  if (proposal.kind === "words") return `(${proposal.words.join(" ")})`;
  return { files: "_files", directories: "_files -/", commands: "_command_names -e", nothing: " " }[proposal.kind];
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
