/**
 * Values and types as JSON that every language writes alike: records and tuples are arrays in the order of the WIT,
 * bytes are base64, numbers of 64 bits decimal texts. The digest of that text is what answers are compared by.
 */
import { createHash } from "node:crypto";
import { isBytes } from "../../scripts/generate/core/shapes.ts";
import { camel } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A value as our host holds it, for this type. */
export function neutral(type: Type, value: unknown): unknown {
  if (isBytes(type)) return Buffer.from(value as Uint8Array | string).toString("base64");
  switch (type.kind) {
    case "primitive":
      return typeof value === "bigint" ? String(value) : value;
    case "enum":
      return value;
    case "flags":
      return type.flags.flatMap(({ name }) => ((value as Fields)[camel(name)] ? [name] : []));
    case "list":
      return (value as readonly unknown[]).map((item) => neutral(type.element, item));
    case "record":
      return type.fields.map((field) => neutral(field.type, (value as Fields)[camel(field.name)]));
    case "option":
      return value === undefined ? null : [neutral(type.some, value)];
    case "variant": {
      const { tag, value: held } = value as { readonly tag: string; readonly value?: unknown };
      const item = type.cases.find(({ name }) => name === tag);
      return item?.type === undefined ? [tag] : [tag, neutral(item.type, held)];
    }
    case "result": {
      const { ok, ...part } = value as { readonly ok: boolean; readonly value?: unknown; readonly error?: unknown };
      const held = ok ? type.ok : type.error;
      return [ok ? "ok" : "err", ...(held ? [neutral(held, ok ? part.value : part.error)] : [])];
    }
    default:
      throw new Error(`no form for ${type.kind}`);
  }
}

/** What a runner must know of a type: its shape and its names. */
export function shapeOf(type: Type): unknown {
  if (isBytes(type)) return { kind: "bytes" };
  switch (type.kind) {
    case "primitive":
      return { kind: type.name };
    case "enum":
      return { kind: "enum" };
    case "flags":
      return { kind: "flags", names: type.flags.map(({ name }) => name) };
    case "list":
      return { kind: "list", element: shapeOf(type.element) };
    case "record":
      return { kind: "record", fields: type.fields.map(({ name, type }) => [name, shapeOf(type)]) };
    case "option":
      return { kind: "option", some: shapeOf(type.some) };
    case "variant":
      return { kind: "variant", cases: type.cases.map(({ name, type }) => [name, type ? shapeOf(type) : null]) };
    case "result":
      return { kind: "result", ok: type.ok && shapeOf(type.ok), err: type.error && shapeOf(type.error) };
    default:
      throw new Error(`no form for ${type.kind}`);
  }
}

/** The digest of a neutral value. */
export function digestOf(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
