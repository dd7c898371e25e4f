import type { CompletedCommand, CompletedOption, Completion, Proposal } from "./model.ts";

/** Completion for bash from 4.4 on; it needs nothing but bash. */
export function bashCompletion({ options, commands }: Completion): string {
  const names = commands.map(({ name }) => name).join(" ");
  const running = commands.flatMap(({ name, runs }) => (runs ? [name] : [])).join(" ");
  const takes = [
    ...valueCases("", options),
    ...commands.flatMap(({ name, options: own }) => valueCases(`${name} `, own)),
  ];
  return `# Completion of layermount(8) for bash: eval "$(layermount completion bash)"

# What the option $2 of the command $1 takes, if anything: in takes.
_layermount_takes() {
  takes=
  case "$1 $2" in
${takes.join("\n")}
  esac
}

# What can stand as operand $2 of the command $1, counted from 0, behind -- from --0: in takes.
_layermount_operand() {
  takes=
  case "$1 $2" in
${commands.flatMap(operandCases).join("\n")}
  esac
}

# The options of the command $1: in takes.
_layermount_options() {
  takes='words ${optionNames(options)}'
  case "$1" in
${commands.map(({ name, options: own }) => `  ${name}) takes='words ${optionNames(own)}' ;;`).join("\n")}
  esac
}

${FUNCTION.replace("NAMES", names).replace("RUNS", running)}`;
}

/** The names of options hold no letter that a pattern of bash would take for its own. */
function valueCases(command: string, options: readonly CompletedOption[]): string[] {
  return options.flatMap(({ long, short, value }) => {
    if (!value) return [];
    const patterns = [long, ...(short ? [short] : [])].map((name) => `"${command || " "}${name}"`);
    return [`  ${patterns.join(" | ")}) takes='${proposed(value.proposal)}' ;;`];
  });
}

function operandCases({ name, operands, runs }: CompletedCommand): string[] {
  const cases = operands.map(({ proposal }, i) => `  "${name} ${i}") takes='${proposed(proposal)}' ;;`);
  return runs ? [...cases, `  "${name} --0") takes=commands ;;`, `  "${name} --"*) takes=files ;;`] : cases;
}

function optionNames(options: readonly CompletedOption[]): string {
  return options.flatMap(({ long, short }) => (short ? [long, short] : [long])).join(" ");
}

function proposed(proposal: Proposal): string {
  return proposal.kind === "words" ? `words ${proposal.words.join(" ")}` : proposal.kind;
}

// `--option=value` comes as three words where = is among COMP_WORDBREAKS, as it usually is, and as one else.
const FUNCTION = `_layermount() {
  local cur=\${COMP_WORDS[COMP_CWORD]} command= option= ended= operands=0 behind= before= takes i word
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ -n $option ]]; then
      [[ $word == "=" ]] || option=
    elif [[ -n $ended || $word != -* || $word == - ]]; then
      if [[ -z $command ]]; then command=$word; else operands=$((operands + 1)); fi
    elif [[ $word == -- ]]; then
      ended=1
      if [[ " RUNS " == *" $command "* ]]; then operands=0 behind=--; fi
    else
      _layermount_takes "$command" "$word"
      [[ -z $takes ]] || option=$word
    fi
  done
  if [[ -z $option && -z $ended && $cur == --*=* ]]; then
    option=\${cur%%=*}
    before="$option="
    cur=\${cur#*=}
  fi
  if [[ -n $option ]]; then
    [[ $cur != "=" ]] || cur=
    _layermount_takes "$command" "$option"
  elif [[ -z $ended && $cur == -* ]]; then
    _layermount_options "$command"
  elif [[ -z $command ]]; then
    takes='words NAMES'
  else
    _layermount_operand "$command" "$behind$operands"
  fi
  local IFS=$'\\n'
  case $takes in
  files) COMPREPLY=($(compgen -f -- "$cur")) ;;
  directories) COMPREPLY=($(compgen -d -- "$cur")) ;;
  commands) COMPREPLY=($(compgen -c -- "$cur")) ;;
  words*) COMPREPLY=($(IFS=' ' && compgen -W "\${takes#words}" -- "$cur")) ;;
  esac
  if [[ $takes == files || $takes == directories ]]; then compopt -o filenames 2>/dev/null; fi
  if [[ \${#COMPREPLY[@]} == 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace 2>/dev/null; fi
  COMPREPLY=("\${COMPREPLY[@]/#/$before}")
}

complete -F _layermount layermount
`;
