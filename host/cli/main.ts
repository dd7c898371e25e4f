#!/usr/bin/env bun
// The command line: what a person says becomes a request of the library, its outcome becomes words or JSON. Nothing
// is decided about mounts here. No node: module is imported and every command is loaded when it is asked for, for
// starting is most of what a command takes (seam.md §5).
import { runtime } from "#runtime";
import { plannerModule } from "../planner/module.ts";
import { commands, isCommand } from "./commands.ts";
import { type Command, globalOptions, type Outcome } from "./description.ts";
import { parseOptions } from "./parse.ts";
import { Wrong } from "./wrong.ts";

/** Commands that ask not the kernel, and the planner later, if at all. */
const QUIET: ReadonlySet<string> = new Set([
  "explain",
  "completion",
  "holders",
  "man",
  "replay",
  "show",
  "user",
  "with",
]);
/** Exit code where a command was to be run and it did not come to that. */
const NOT_RUN = 125;
/** With these any command only tells of itself. */
const ABOUT: ReadonlySet<string> = new Set(["--help", "-h", "--version"]);

/** Runs one command and says what came of it; the exit code of the process comes back. */
export async function main(args: readonly string[]): Promise<number> {
  try {
    return await said(args);
  } catch (error) {
    const { UNSAID, Unsaid, writeErr } = await import("./output.ts");
    if (!(error instanceof Unsaid)) throw error;
    await writeErr(error.message);
    return UNSAID;
  }
}

async function said(args: readonly string[]): Promise<number> {
  const end = args.indexOf("--");
  const before = end < 0 ? args : args.slice(0, end);
  const json = before.includes("--json");
  const plain = before.includes("--no-color");
  try {
    const text = args.some((arg) => arg.includes("\ufffd"))
      ? await (await import("./input/arguments.ts")).losslessArguments(args)
      : args;
    const answer = await answerTo(text);
    const { writeOut } = await import("./output.ts");
    if (typeof answer === "string") await writeOut(answer);
    else if (answer.exitCode !== undefined && !answer.onStdout)
      return await saidBeside(answer, answer.exitCode, json, plain);
    else await writeOut(json ? `${JSON.stringify(answer.json)}\n` : answer.text(await paint("stdout", plain)));
    if (typeof answer !== "string" && !json && answer.warnings?.length) await warn(answer.warnings, plain);
    if (typeof answer !== "string" && !json && answer.notes?.length) await note(answer.notes, plain);
    return typeof answer === "string" ? 0 : (answer.exitCode ?? 0);
  } catch (error) {
    const { failureOf, failureText } = await import("./failure.ts");
    const { Unsaid, writeErr, writeOut } = await import("./output.ts");
    // The command was carried out.
    if (error instanceof Unsaid) throw error;
    const failure = await failureOf(error);
    const runs = args[commandIndex(args)] === "with";
    if (json) await (runs ? writeErr : writeOut)(`${JSON.stringify(failure.json)}\n`);
    else await writeErr(failureText(failure, await paint("stderr", plain)));
    return runs ? NOT_RUN : failure.exitCode;
  }
}

/** Standard output belongs to the command that was run. */
async function saidBeside(answer: Outcome, exitCode: number, json: boolean, plain: boolean): Promise<number> {
  const { writeErr } = await import("./output.ts");
  const document = json && !answer.reported;
  if (document) await writeErr(`${JSON.stringify(answer.json)}\n`);
  else if (!json) await writeErr(answer.text(await paint("stderr", plain)));
  return exitCode;
}

async function warn(warnings: NonNullable<Outcome["warnings"]>, plain: boolean): Promise<void> {
  const { writeErr } = await import("./output.ts");
  const { warningText } = await import("./text/warning.ts");
  await writeErr(warningText(warnings, await paint("stderr", plain)));
}

async function note(notes: NonNullable<Outcome["notes"]>, plain: boolean): Promise<void> {
  const { writeErr } = await import("./output.ts");
  const { noteText } = await import("./text/warning.ts");
  await writeErr(noteText(notes, await paint("stderr", plain)));
}

async function paint(output: "stdout" | "stderr", off: boolean) {
  return (await import("./paint.ts")).paintFor(output, off);
}

async function answerTo(args: readonly string[]): Promise<Outcome | string> {
  const at = commandIndex(args);
  const name = args[at];
  const rest = args.filter((_, i) => i !== at);
  if (name === undefined || name === "help") return withoutCommand(name, rest);
  if (!isCommand(name)) {
    const { nearest } = await import("./nearest.ts");
    const near = nearest(name, Object.keys(commands));
    throw new Wrong("usage.command-unknown", { item: name }, undefined, near && `did you mean ${near}?`);
  }
  if (!QUIET.has(name) && !rest.some((arg) => ABOUT.has(arg))) {
    // Compiled by other threads while the rest of the code is loaded; whoever needs it gets the error.
    plannerModule().catch(() => undefined);
    if (!rest.some((arg) => arg.startsWith("--capabilities")))
      void import("../library/context.ts").then(({ prepare }) => prepare());
  }
  const command: Command = await commands[name]();
  const { options, operands: described } = command.description;
  const behind = command.description.runs === undefined ? -1 : rest.indexOf("--");
  const ours = behind < 0 ? rest : rest.slice(0, behind);
  const { values, operands } = parseOptions(name, { ...options, ...globalOptions }, ours);
  if (values["help"]) return (await import("./help.ts")).helpFor(command.description);
  if (values["version"]) return version();
  const needed = described.filter((operand) => !operand.optional);
  const missing = needed[operands.length];
  if (missing) throw new Wrong("usage.operand-missing", { item: missing.name });
  if (operands.length > described.length) {
    const before = command.description.runs && behind < 0 ? "the command belongs behind --" : undefined;
    throw new Wrong("usage.operand-extra", { item: operands[described.length] }, undefined, before);
  }
  const run = behind < 0 ? [] : rest.slice(behind + 1);
  if (command.description.runs && run.length === 0) throw new Wrong("with.no-program");
  const outcome = command.run({ values, operands: [...operands, ...run] } as never);
  const { record } = values;
  return typeof record === "string" ? (await import("./recorded.ts")).recorded(outcome, record) : outcome;
}

/** Help, the version, or what is missing. */
async function withoutCommand(help: string | undefined, args: readonly string[]): Promise<string> {
  const { values, operands } = parseOptions("layermount", globalOptions, args);
  if (values["version"]) return version();
  const [about] = operands;
  const { helpFor, helpForAll } = await import("./help.ts");
  if (about !== undefined && isCommand(about)) return helpFor((await commands[about]()).description);
  if (about !== undefined) throw new Wrong("usage.command-unknown", { item: about });
  if (help === undefined && !values["help"]) throw new Wrong("usage.command-missing");
  return helpForAll();
}

async function version(): Promise<string> {
  const { default: description } = await import("../../package.json", { with: { type: "json" } });
  return `layermount ${description.version}\n`;
}

/** Where the command stands: the first argument that is neither an option nor the value of one. */
function commandIndex(args: readonly string[]): number {
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i] as string;
    if (arg === "--") return args.length;
    if (!arg.startsWith("-")) return i;
    if (arg === "--state" || arg === "--without") i++;
  }
  return i;
}

// No await at the top: a bundle whose code is compiled beforehand may have none.
if (import.meta.main) {
  void main(runtime.args()).then((code) => {
    process.exitCode = code;
  });
}
