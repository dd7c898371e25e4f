// Commands are described as data: the parser reads it, help is printed from it, and so can be a manual page or the
// completion of a shell.
import type { Note, Warning } from "../types.ts";

/** What a shell can complete, besides fixed choices. */
export type Completes = "file" | "directory" | "rule" | "capability" | "command";

export interface OptionDescription {
  readonly type: "string" | "boolean";
  /** One letter. */
  readonly short?: string;
  readonly multiple?: true;
  /** The only values. */
  readonly choices?: readonly string[];
  /** The largest whole number, for options that are numbers. */
  readonly most?: number;
  /** What the value is called in help. */
  readonly value?: string;
  /** What the value is, where it has no choices. */
  readonly completes?: Completes;
  readonly description: string;
}

export type OptionDescriptions = Readonly<Record<string, OptionDescription>>;

export interface OperandDescription {
  readonly name: string;
  readonly optional?: true;
  /** The only values. */
  readonly choices?: readonly string[];
  readonly completes?: Completes;
  readonly description: string;
}

export interface Example {
  readonly command: string;
  readonly description: string;
}

export interface CommandDescription {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What follows the name. */
  readonly usage: string;
  /** Paragraphs. */
  readonly about: readonly string[];
  readonly operands: readonly OperandDescription[];
  /** What follows `--` is a command to run, called so; it has standard output for itself. */
  readonly runs?: string;
  readonly options: OptionDescriptions;
  readonly examples: readonly Example[];
}

/** What the parser gives for options that are described so. */
export type Values<Options extends OptionDescriptions> = {
  readonly [Name in keyof Options]: Options[Name] extends { readonly type: "boolean" }
    ? true | undefined
    : Options[Name] extends { readonly multiple: true }
      ? readonly string[] | undefined
      : string | undefined;
};

/** What a command is run with. */
export interface Call<Options extends OptionDescriptions = OptionDescriptions> {
  readonly values: Values<Options & typeof globalOptions>;
  readonly operands: readonly string[];
}

/** What a command answers: for programs, and for a person. */
export interface Outcome {
  readonly json: object;
  /** For standard error, beside the text; JSON holds them itself. */
  readonly warnings?: readonly Warning[];
  /** For standard error, too: what is to be known besides. */
  readonly notes?: readonly Note[];
  /** 0 unless given; what is said goes to standard error then, which a command that was run has for itself. */
  readonly exitCode?: number;
  /** Standard output is ours all the same. */
  readonly onStdout?: true;
  /** The JSON document was written elsewhere. */
  readonly reported?: boolean;
  text(paint: Paint): string;
}

/** Colours, or their absence. */
export type Paint = Readonly<Record<"bold" | "dim" | "red" | "green" | "yellow" | "cyan", (text: string) => string>>;

/** A command: what it is, and what it does. */
export interface Command {
  readonly description: CommandDescription;
  run(call: Call<never>): Promise<Outcome>;
}

/** Options of every command. */
export const globalOptions = {
  json: { type: "boolean", description: "print one JSON document, whose shape is documented in host/cli/json.ts" },
  state: {
    type: "string",
    value: "DIR",
    completes: "directory",
    description: "where records of mounts are kept: /run/layermount as root, $XDG_RUNTIME_DIR/layermount else",
  },
  without: {
    type: "string",
    multiple: true,
    value: "NAME",
    completes: "capability",
    description: "do without a capability of the kernel (see probe), or NAME=NUMBER for a smaller budget",
  },
  "no-color": { type: "boolean", description: "no colours, as with NO_COLOR" },
  help: { type: "boolean", short: "h", description: "help for the command" },
  version: { type: "boolean", description: "the version" },
} as const satisfies OptionDescriptions;
