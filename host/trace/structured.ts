// Values of the planner's types as JSON, by the table of how they are built.
import { bytesOf } from "../bytes.ts";
import type { Structure } from "../planner/generated/structure.ts";
import type { Path } from "../types.ts";
import { type Json, malformed, members, whole } from "./malformed.ts";
import { bytesOfText, textOf } from "./text.ts";

const U32 = 2 ** 32 - 1;
const U64 = 2n ** 64n - 1n;
/** Canonical: no sign, no leading zero. */
const DIGITS = /^(?:0|[1-9]\d{0,19})$/;

type Members = Readonly<Record<string, unknown>>;

/** A value as JSON: bytes as text, 64-bit numbers as decimal text, flags as the names of those that are set. */
export function jsonOf(structure: Structure, value: unknown): Json {
  if (structure === "bytes") return textOf(bytesOf(value as Path));
  if (structure === "u64") return String(value);
  if (typeof structure === "string" || "names" in structure) return value as Json;
  if ("flags" in structure) return structure.flags.filter((flag) => (value as Members)[flag] === true);
  if ("list" in structure) return (value as readonly unknown[]).map((item) => jsonOf(structure.list, item));
  if ("option" in structure) return jsonOf(structure.option, value);
  if ("cases" in structure) {
    const { tag, value: held } = value as { readonly tag: string; readonly value: unknown };
    return { [tag]: jsonOf(structure.cases[tag] as Structure, held) };
  }
  const held = Object.entries(structure.fields).filter(([name]) => (value as Members)[name] !== undefined);
  return Object.fromEntries(held.map(([name, field]) => [name, jsonOf(field, (value as Members)[name])]));
}

/** The value that such JSON stands for. @throws Malformed with where and what. */
export function valueFrom(structure: Structure, json: Json | undefined, where: string): unknown {
  if (typeof structure === "string") return simple(structure, json, where);
  if ("names" in structure) {
    const known = typeof json === "string" && structure.names.includes(json);
    return known ? json : malformed(`${where} is none of ${structure.names.join(", ")}`);
  }
  if ("flags" in structure) {
    if (!Array.isArray(json)) return malformed(`${where} is no list`);
    const strange = json.find((name) => !structure.flags.includes(name));
    if (strange !== undefined) return malformed(`${where} knows no ${JSON.stringify(strange)}`);
    return Object.fromEntries(structure.flags.map((flag) => [flag, json.includes(flag)]));
  }
  if ("list" in structure) {
    if (!Array.isArray(json)) return malformed(`${where} is no list`);
    return json.map((item: Json, i) => valueFrom(structure.list, item, `${where}[${i}]`));
  }
  if ("option" in structure) return json === undefined ? undefined : valueFrom(structure.option, json, where);
  const held = members(json, where);
  if ("cases" in structure) {
    const [tag = "", ...more] = Object.keys(held);
    const of = Object.hasOwn(structure.cases, tag) ? structure.cases[tag] : undefined;
    if (of === undefined || more.length > 0)
      return malformed(`${where} is not one of ${Object.keys(structure.cases).join(", ")}`);
    return { tag, value: valueFrom(of, held[tag], `${where}.${tag}`) };
  }
  const strange = Object.keys(held).find((name) => !Object.hasOwn(structure.fields, name));
  if (strange !== undefined) return malformed(`${where} has no ${strange}`);
  const entries = Object.entries(structure.fields);
  return Object.fromEntries(entries.map(([name, field]) => [name, valueFrom(field, held[name], `${where}.${name}`)]));
}

function simple(structure: Extract<Structure, string>, json: Json | undefined, where: string): unknown {
  switch (structure) {
    case "bytes":
      return (typeof json === "string" ? bytesOfText(json) : undefined) ?? malformed(`${where} is no text of bytes`);
    case "text":
      return typeof json === "string" ? json : malformed(`${where} is no text`);
    case "bool":
      return typeof json === "boolean" ? json : malformed(`${where} is neither true nor false`);
    case "u32":
      return whole(json, where, 0, U32);
    case "u64": {
      const value = typeof json === "string" && DIGITS.test(json) ? BigInt(json) : U64 + 1n;
      return value <= U64 ? value : malformed(`${where} is no 64-bit number in decimal digits`);
    }
  }
}
