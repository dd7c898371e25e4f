// Arguments by a command's description. args-tokens tells options, values and operands apart; what they mean, and
// what is wrong with them, is said here once for all commands.
import { type ArgToken, parseArgs } from "args-tokens/parser";
import type { OptionDescription, OptionDescriptions } from "./description.ts";
import { nearest } from "./nearest.ts";
import { Wrong } from "./wrong.ts";

export interface Parsed {
  readonly values: Readonly<Record<string, true | string | readonly string[]>>;
  readonly operands: readonly string[];
}

/**
 * Reads the arguments of a command.
 *
 * @throws Wrong `usage.option-…`.
 */
export function parseOptions(command: string, options: OptionDescriptions, args: readonly string[]): Parsed {
  const values: Record<string, true | string | string[]> = {};
  const operands: string[] = [];
  const tokens = parseArgs([...args]);
  for (let token = tokens.shift(); token !== undefined; token = tokens.shift()) {
    if (token.kind === "positional") operands.push(token.value ?? "");
    if (token.kind !== "option") continue;
    const [name, option] = optionOf(token, command, options);
    const raw = token.rawName ?? "";
    if (option.type === "boolean") {
      if (token.inlineValue || isInline(tokens[0])) throw new Wrong("usage.option-flag", { item: raw });
      values[name] = true;
      continue;
    }
    const value = valueFor(token, tokens, args);
    if (value === undefined) throw new Wrong("usage.option-value", { item: raw });
    check(raw, option, value);
    const before = values[name];
    if (before === undefined) values[name] = option.multiple ? [value] : value;
    else if (Array.isArray(before)) before.push(value);
    else throw new Wrong("usage.option-repeated", { item: raw });
  }
  return { values, operands };
}

function optionOf(token: ArgToken, command: string, options: OptionDescriptions): [string, OptionDescription] {
  const raw = token.rawName ?? "";
  const found = Object.entries(options).find(([name, { short }]) =>
    raw.startsWith("--") ? name === token.name : short !== undefined && short === token.name,
  );
  if (found) return found;
  const near = nearest(
    raw,
    Object.keys(options).map((name) => `--${name}`),
  );
  throw new Wrong("usage.option-unknown", { item: raw, other: command }, undefined, near && `did you mean ${near}?`);
}

/** The value after `=`, the rest of `-oVALUE`, or the next argument unless it is an option. */
function valueFor(token: ArgToken, rest: ArgToken[], args: readonly string[]): string | undefined {
  if (token.inlineValue) return token.value ?? "";
  const raw = token.rawName ?? "";
  const written = args[token.index] ?? "";
  if (!raw.startsWith("--") && rest[0]?.index === token.index) {
    const attached = written.slice(written.indexOf(raw.slice(1), 1) + 1);
    while (rest[0]?.index === token.index) rest.shift();
    return attached.startsWith("=") ? attached.slice(1) : attached;
  }
  if (rest[0]?.kind === "positional" && rest[0].index === token.index + 1) return rest.shift()?.value;
  return undefined;
}

/** `-o=x` comes as two tokens, the second one without a name. */
function isInline(token: ArgToken | undefined): boolean {
  return token?.kind === "option" && token.name === undefined;
}

function check(item: string, { choices, most }: OptionDescription, value: string): void {
  if (choices && !choices.includes(value)) {
    const near = nearest(value, choices);
    const hint = near && `did you mean ${near}?`;
    throw new Wrong("usage.option-choice", { item, other: choices.join(", ") }, undefined, hint);
  }
  if (most !== undefined && (!/^\d{1,9}$/.test(value) || Number(value) > most)) {
    throw new Wrong("usage.option-number", { item, budget: most });
  }
}
