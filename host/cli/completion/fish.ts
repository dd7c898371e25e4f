import type { CompletedCommand, CompletedOption, Completion, Proposal } from "./model.ts";

/** Completion for fish from 3.1 on. */
export function fishCompletion({ options, commands }: Completion): string {
  const valued = options.flatMap(({ long, value }) => (value ? [long] : []));
  return `# Completion of layermount(8) for fish: layermount completion fish >~/.config/fish/completions/layermount.fish

# The command that stands before the cursor.
function __layermount_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l value
    for word in $words
        if test -n "$value"
            set value
        else if contains -- $word ${valued.join(" ")}
            set value $word
        else if not string match -q -- '-*' $word
            echo $word
            return
        end
    end
    return 1
end

function __layermount_is
    test (__layermount_command; or echo) = $argv[1]
end

# How many words stand behind -- before the cursor; false: none, nor does --.
function __layermount_behind
    set -l words (commandline -opc)
    set -l at (contains -i -- -- $words)
    and echo (math (count $words) - $at)
end

complete -c layermount -f
${[...options.map((one) => option("not __layermount_command", one)), ...commands.map(name)].join("\n")}
${commands.flatMap(command).join("\n")}
`;
}

function name({ name: command, summary }: CompletedCommand): string {
  return `complete -c layermount -n 'not __layermount_command' -a ${command} -d ${quoted(summary)}`;
}

function command({ name: command, options, operands, runs }: CompletedCommand): string[] {
  const when = `__layermount_is ${command}`;
  const places = operands.flatMap(({ proposal }) => {
    const what = proposed(proposal);
    return what ? [`complete -c layermount -n ${quoted(when)} ${what}`] : [];
  });
  const run = runs
    ? [
        `complete -c layermount -n '${when}; and test (__layermount_behind; or echo x) = 0' -f -a '(__fish_complete_command)'`,
        `complete -c layermount -n '${when}; and test (__layermount_behind; or echo 0) -gt 0' -F`,
      ]
    : [];
  return [...options.map((one) => option(when, one)), ...places, ...run];
}

function option(when: string, { long, short, description, value }: CompletedOption): string {
  const names = `-l ${long.slice(2)}${short ? ` -s ${short.slice(1)}` : ""}`;
  const takes = value ? ` -r ${proposed(value.proposal) || "-f"}` : "";
  return `complete -c layermount -n ${quoted(when)} ${names}${takes} -d ${quoted(description)}`;
}

/** Files are proposed where nothing says otherwise, so -f says it. */
function proposed(proposal: Proposal): string {
  switch (proposal.kind) {
    case "words":
      return `-f -a ${quoted(proposal.words.join(" "))}`;
    case "directories":
      return "-f -a '(__fish_complete_directories)'";
    case "commands":
      return "-f -a '(__fish_complete_command)'";
    case "files":
      return "-F";
    case "nothing":
      return "";
  }
}

function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, "\\$&")}'`;
}
