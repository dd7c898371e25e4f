import { Bytes } from "../../core-wasm/bytes/bytes.ts";
import * as generated from "../../core-wasm/generated/types.ts";
import { plainMemory } from "../../core-wasm/memory/memory.ts";
import { isBool, isBytes, isNumber, isWide, shapeName } from "../../scripts/generate/core/shapes.ts";
import { camel, pascal } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";
import { exported } from "./world.ts";

type View = Record<string, unknown>;
type ViewClass = new (at: number) => View;

/** Reads a value through the core's views; it comes out as the host holds it. */
export function readView(type: Type, at: number): unknown {
  return told(type, new (exported<ViewClass>(generated, shapeName(type)))(at));
}

/** What a view, or what a getter gave, says. */
function told(type: Type, found: unknown): unknown {
  if (isBytes(type)) return copied(found);
  if (isBool(type)) return found;
  if (isNumber(type)) return named(type, found as number);
  const view = found as View;
  switch (type.kind) {
    case "record":
      return Object.fromEntries(type.fields.map((field) => [camel(field.name), fieldOf(view, field.name, field.type)]));
    case "list": {
      const list = found as { length: number; get(i: number): unknown };
      return Array.from({ length: list.length }, (_, i) => told(type.element, list.get(i)));
    }
    case "variant": {
      const { tag } = found as { tag: number };
      const item = type.cases[tag];
      if (item === undefined) throw new Error(`${type.name}: tag ${tag}`);
      return item.type ? { tag: item.name, value: fieldOf(view, item.name, item.type) } : { tag: item.name };
    }
    default:
      throw new Error(`no views of ${shapeName(type)}`);
  }
}

function fieldOf(view: View, name: string, type: Type): unknown {
  const property = camel(name);
  if (isWide(type)) return wide(exported<number>(view, `${property}At`));
  if (type.kind !== "option") return told(type, exported(view, property));
  return exported<boolean>(view, `has${pascal(name)}`) ? fieldOf(view, name, type.some) : undefined;
}

function named(type: Type, value: number): unknown {
  if (type.kind === "enum") return type.cases[value]?.name;
  if (type.kind !== "flags") return value >>> 0;
  return Object.fromEntries(type.flags.map((flag, i) => [camel(flag.name), (value & (1 << i)) !== 0]));
}

function copied(found: unknown): Uint8Array {
  if (!(found instanceof Bytes)) throw new Error("no bytes");
  return plainMemory().slice(found.at, found.at + found.length);
}

function wide(at: number): bigint {
  return new DataView(plainMemory().buffer).getBigUint64(at, true);
}
