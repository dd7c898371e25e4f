import type { Call, CommandDescription, Outcome } from "../description.ts";
import type { JsonCompletion } from "../json.ts";
import { Wrong } from "../wrong.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

export const description = {
  name: "completion",
  summary: "completion of arguments for a shell",
  usage: "SHELL",
  about: [
    "Prints a script that lets a shell complete commands, options, their values, directories, capabilities and rules. " +
      "It asks layermount nothing while it completes.",
  ],
  operands: [{ name: "SHELL", choices: SHELLS, description: `one of ${SHELLS.join(", ")}` }],
  options: {},
  examples: [
    {
      command: "layermount completion bash >/usr/share/bash-completion/completions/layermount",
      description: "for every user of bash",
    },
    { command: "layermount completion zsh >/usr/local/share/zsh/site-functions/_layermount", description: "of zsh" },
    { command: "layermount completion fish >/etc/fish/completions/layermount.fish", description: "of fish" },
  ],
} as const satisfies CommandDescription;

export async function run(call: Call<typeof description.options>): Promise<Outcome> {
  const shell = SHELLS.find((name) => name === call.operands[0]);
  if (!shell) throw new Wrong("usage.operand-choice", { item: call.operands[0], other: SHELLS.join(", ") });
  const script = await completionFor(shell);
  const json: JsonCompletion = { ok: true, shell, script };
  return { json, text: () => script };
}

/** The script for a shell. */
export async function completionFor(shell: (typeof SHELLS)[number]): Promise<string> {
  const { completion } = await import("../completion/model.ts");
  const model = await completion();
  if (shell === "bash") return (await import("../completion/bash.ts")).bashCompletion(model);
  if (shell === "zsh") return (await import("../completion/zsh.ts")).zshCompletion(model);
  return (await import("../completion/fish.ts")).fishCompletion(model);
}
