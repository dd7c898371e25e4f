import { CAPABILITIES } from "../../planner/generated/shapes.ts";
import { allRules } from "../../rules.ts";
import { commands } from "../commands.ts";
import {
  type CommandDescription,
  type Completes,
  globalOptions,
  type OperandDescription,
  type OptionDescriptions,
} from "../description.ts";

/** What can stand at a place: names of files, programs, one of some words, or nothing that could be proposed. */
export type Proposal =
  | { readonly kind: "files" | "directories" | "commands" | "nothing" }
  | { readonly kind: "words"; readonly words: readonly string[] };

export interface CompletedOption {
  /** With its hyphens: `--lower`. */
  readonly long: string;
  readonly short?: string;
  readonly description: string;
  readonly repeated: boolean;
  /** What its value is called, and what it can be; absent: it takes none. */
  readonly value?: { readonly name: string; readonly proposal: Proposal };
}

export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** Its own and those of every command. */
  readonly options: readonly CompletedOption[];
  readonly operands: readonly { readonly name: string; readonly proposal: Proposal }[];
  /** A program and its arguments follow `--`. */
  readonly runs: boolean;
}

/** All that is completed. */
export interface Completion {
  /** Options before a command. */
  readonly options: readonly CompletedOption[];
  readonly commands: readonly CompletedCommand[];
}

/** What the descriptions of all commands come to. */
export async function completion(): Promise<Completion> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const described = all.map(({ description }) => completed(description));
  const names = all.map(({ description: { name } }) => name);
  const help: CompletedCommand = {
    name: "help",
    summary: "help for a command",
    options: [],
    runs: false,
    operands: [{ name: "COMMAND", proposal: { kind: "words", words: names } }],
  };
  return { options: optionsOf(globalOptions), commands: [...described, help] };
}

function completed({ name, summary, options, operands, runs }: CommandDescription): CompletedCommand {
  return {
    name,
    summary,
    options: [...optionsOf(options), ...optionsOf(globalOptions)],
    runs: runs !== undefined,
    operands: operands.map((operand) => ({ name: operand.name, proposal: proposal(operand) })),
  };
}

function optionsOf(options: OptionDescriptions): CompletedOption[] {
  return Object.entries(options).map(([name, option]) => ({
    long: `--${name}`,
    ...(option.short && { short: `-${option.short}` }),
    description: option.description,
    repeated: option.multiple === true,
    ...(option.type === "string" && { value: { name: option.value ?? "VALUE", proposal: proposal(option) } }),
  }));
}

function proposal({ choices, completes }: Pick<OperandDescription, "choices" | "completes">): Proposal {
  if (choices) return { kind: "words", words: choices };
  return completes ? PROPOSALS[completes]() : { kind: "nothing" };
}

const PROPOSALS: Readonly<Record<Completes, () => Proposal>> = {
  file: () => ({ kind: "files" }),
  directory: () => ({ kind: "directories" }),
  command: () => ({ kind: "commands" }),
  rule: () => ({ kind: "words", words: allRules().map(({ id }) => id) }),
  capability: () => ({ kind: "words", words: capabilities() }),
};

/** Names as `--without` takes them; budgets go on with `=` and a number. */
function capabilities(): string[] {
  const names = Object.entries(CAPABILITIES).flatMap(([name, what]) => {
    if (typeof what === "object" && "flags" in what) return what.flags;
    return what === "u32" ? [`${name}=`] : [];
  });
  return names.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`));
}
