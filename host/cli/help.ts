// Help is printed from the descriptions of the commands; nothing of it is written twice.

import { commandLines } from "./command-lines.ts";
import { commands } from "./commands.ts";
import { type CommandDescription, globalOptions, type OptionDescriptions } from "./description.ts";
import { EXIT_CODES } from "./exit-codes.ts";

const WIDTH = 100;

/** What layermount is, and its commands. */
export async function helpForAll(): Promise<string> {
  const all = await Promise.all(Object.values(commands).map((load) => load()));
  const rows = all.map(({ description: { name, summary, usage } }) => [`${name} ${usage}`.trim(), summary] as const);
  return [
    "layermount mounts the layered root of a container, proves it, and takes it down again",
    "",
    ...section("Commands", rows),
    ...section("Options of every command", optionRows(globalOptions)),
    ...wrapped(`Exit codes: ${EXIT_CODES.map(([code, meaning]) => `${code} ${meaning}`).join("; ")}.`, WIDTH),
    "",
    "layermount COMMAND --help tells more, with examples.",
    "",
  ].join("\n");
}

/** One command with its options and examples. */
export function helpFor(command: CommandDescription): string {
  const operands = command.operands.map(({ name, description }) => [name, description] as const);
  const examples = command.examples.flatMap(({ description, command: line }) => [
    `  # ${description}`,
    ...commandLines(line, WIDTH - 2).map((part) => `  ${part}`),
    "",
  ]);
  return [
    `layermount ${command.name} ${command.usage}`.trim(),
    "",
    ...command.about.flatMap((paragraph) => [...wrapped(paragraph, WIDTH), ""]),
    ...section("Arguments", operands),
    ...section("Options", optionRows(command.options)),
    ...section("Options of every command", optionRows(globalOptions)),
    "Examples",
    ...examples,
  ].join("\n");
}

function optionRows(options: OptionDescriptions): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, multiple, description }]) => {
    const names = `${short ? `-${short}, ` : ""}--${name}${value ? ` ${value}` : ""}`;
    return [names, multiple ? `${description} (repeatable)` : description] as const;
  });
}

function section(title: string, rows: readonly (readonly [string, string])[]): string[] {
  if (rows.length === 0) return [];
  const width = Math.min(34, Math.max(...rows.map(([name]) => name.length)));
  const lines = rows.flatMap(([name, text]) => {
    const [first = "", ...more] = wrapped(text, WIDTH - width - 4);
    const indent = " ".repeat(width + 4);
    const begin = name.length > width ? [`  ${name}`, `${indent}${first}`] : [`  ${name.padEnd(width)}  ${first}`];
    return [...begin, ...more.map((line) => indent + line)];
  });
  return [title, ...lines, ""];
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line ? `${line} ${word}` : word;
    }
  }
  return [...lines, line];
}
