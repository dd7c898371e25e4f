import { header } from "../lines.ts";
import { camel } from "../names.ts";
import type { Definition, Type, World } from "../wit/resolve.ts";

/** `host/planner/generated/shapes.ts`: names that the host reads in files and in programs, as tables. */
export function hostShapes(world: World): string {
  const { cases } = definition(world, "phase", "enum");
  return [
    header("core-wasm/planner.wit"),
    "/** Phases of effects, by the number that stands in a program. */",
    `export const PHASES = ${list(cases.map(({ name }) => name))} as const;\n`,
    "/** Fields of capabilities, by name: a number's type, the names of an enum, or the names of flags, which are bools. */",
    `export const CAPABILITIES = ${shape(definition(world, "capabilities", "record"))} as const;\n`,
  ].join("\n");
}

type Kind = Definition["kind"];

function definition<K extends Kind>(world: World, name: string, kind: K): Definition & { readonly kind: K } {
  const found = world.definitions.find((one) => one.name === name);
  if (found?.kind !== kind) throw new Error(`planner.wit: no ${kind} ${name}`);
  return found as Definition & { readonly kind: K };
}

function shape({ fields }: Definition & { readonly kind: "record" }): string {
  return `{\n${fields.map(({ name, type }) => `  ${camel(name)}: ${member(name, type)},\n`).join("")}}`;
}

function member(name: string, type: Type): string {
  if (type.kind === "primitive") return JSON.stringify(type.name);
  if (type.kind === "enum") return list(type.cases.map((one) => one.name));
  if (type.kind === "flags") return `{ flags: ${list(type.flags.map((one) => camel(one.name)))} }`;
  throw new Error(`planner.wit: the capability ${name} is no number, enum or flags`);
}

function list(names: readonly string[]): string {
  return `[${names.map((name) => JSON.stringify(name)).join(", ")}]`;
}
