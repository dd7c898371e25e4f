import { isBytes, isString, unsupported } from "../core/shapes.ts";
import { header } from "../lines.ts";
import { camel } from "../names.ts";
import type { Type, World } from "../wit/resolve.ts";

/** What a trace holds besides programs and observations. */
const ROOTS = ["request", "capabilities", "answer"] as const;

/** `host/planner/generated/structure.ts`: how values are built, as data, for whoever writes and reads them as JSON. */
export function hostStructure(world: World): string {
  const roots = ROOTS.map((name) => {
    const type = world.definitions.find((one) => one.name === name);
    if (type === undefined) throw new Error(`planner.wit: no ${name}`);
    return `export const ${name.toUpperCase()}: Structure = ${structure(type)};\n`;
  });
  return [
    header("core-wasm/planner.wit"),
    "/** How a value is built; names are those of the host's types, in the order of the source. */",
    "export type Structure =",
    '  | "bytes"',
    '  | "text"',
    '  | "bool"',
    '  | "u32"',
    '  | "u64"',
    "  | { readonly names: readonly string[] }",
    "  | { readonly flags: readonly string[] }",
    "  | { readonly list: Structure }",
    "  | { readonly option: Structure }",
    "  | { readonly fields: Readonly<Record<string, Structure>> }",
    "  | { readonly cases: Readonly<Record<string, Structure>> };",
    "",
    ...roots,
  ].join("\n");
}

function structure(type: Type): string {
  if (isBytes(type)) return '"bytes"';
  if (isString(type)) return '"text"';
  const members = (all: readonly (readonly [name: string, type: Type])[]): string =>
    `{ ${all.map(([name, member]) => `${/^\w+$/.test(name) ? name : `"${name}"`}: ${structure(member)}`).join(", ")} }`;
  switch (type.kind) {
    case "primitive":
      return /^(?:bool|u32|u64)$/.test(type.name) ? `"${type.name}"` : unsupported("a trace", type);
    case "enum":
      return `{ names: ${quoted(type.cases.map(({ name }) => name))} }`;
    case "flags":
      return `{ flags: ${quoted(type.flags.map(({ name }) => camel(name)))} }`;
    case "list":
      return `{ list: ${structure(type.element)} }`;
    case "option":
      return `{ option: ${structure(type.some)} }`;
    case "record":
      return `{ fields: ${members(type.fields.map(({ name, type }) => [camel(name), type]))} }`;
    case "variant":
      return `{ cases: ${members(
        type.cases.map(({ name, type: held }) => [name, held ?? unsupported("a trace", type)]),
      )} }`;
    default:
      return unsupported("a trace", type);
  }
}

function quoted(names: readonly string[]): string {
  return `[${names.map((name) => `"${name}"`).join(", ")}]`;
}
