import { isBytes } from "../../scripts/generate/core/shapes.ts";
import { camel } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";

type Tagged = { tag: string; val?: unknown };
type Fields = Record<string, unknown>;

/** A value as jco gives and takes it, from one as our host holds it. */
export function toJco(type: Type, value: unknown): unknown {
  if (isBytes(type)) return typeof value === "string" ? new TextEncoder().encode(value) : value;
  switch (type.kind) {
    case "list": {
      const items = (value as unknown[]).map((item) => toJco(type.element, item));
      return typed(type.element, items);
    }
    case "record":
      return Object.fromEntries(
        type.fields.map(({ name, type }) => [camel(name), toJco(type, (value as Fields)[camel(name)])]),
      );
    case "tuple":
      return type.elements.map((element, i) => toJco(element, (value as unknown[])[i]));
    case "option":
      return value === undefined ? undefined : toJco(type.some, value);
    case "result": {
      const { ok, ...part } = value as { ok: boolean; value?: unknown; error?: unknown };
      const [good, bad] = [type.ok, type.error];
      if (ok) return { tag: "ok", val: good && toJco(good, part.value) };
      return { tag: "err", val: bad && toJco(bad, part.error) };
    }
    case "variant": {
      const { tag, value: held } = value as { tag: string; value?: unknown };
      const item = type.cases.find((one) => one.name === tag);
      return item?.type ? { tag, val: toJco(item.type, held) } : { tag };
    }
    default:
      return value;
  }
}

/** The other way. */
export function fromJco(type: Type, value: unknown): unknown {
  if (isBytes(type)) return Uint8Array.from(value as Uint8Array);
  switch (type.kind) {
    case "list":
      return Array.from(value as ArrayLike<unknown>, (item) => fromJco(type.element, item));
    case "record":
      return Object.fromEntries(
        type.fields.map(({ name, type }) => [camel(name), fromJco(type, (value as Fields)[camel(name)])]),
      );
    case "tuple":
      return type.elements.map((element, i) => fromJco(element, (value as unknown[])[i]));
    case "option":
      return value === undefined || value === null ? undefined : fromJco(type.some, value);
    case "result": {
      const { tag, val } = value as Tagged;
      const [good, bad] = [type.ok, type.error];
      return tag === "ok"
        ? { ok: true, value: good && fromJco(good, val) }
        : { ok: false, error: bad && fromJco(bad, val) };
    }
    case "variant": {
      const { tag, val } = value as Tagged;
      const item = type.cases.find((one) => one.name === tag);
      return item?.type ? { tag, value: fromJco(item.type, val) } : { tag };
    }
    default:
      return value;
  }
}

/** jco has typed arrays for lists of numbers. */
function typed(element: Type, items: unknown[]): unknown {
  if (element.kind !== "primitive") return items;
  if (element.name === "u16") return Uint16Array.from(items as number[]);
  if (element.name === "u32") return Uint32Array.from(items as number[]);
  if (element.name === "u64") return BigUint64Array.from(items as bigint[]);
  return items;
}
