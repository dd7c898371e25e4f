import { Bytes } from "../../core-wasm/bytes/bytes.ts";
import * as generated from "../../core-wasm/generated/types.ts";
import { plainMemory, put8, reserve } from "../../core-wasm/memory/memory.ts";
import { Message } from "../../core-wasm/message/message.ts";
import { isBool, isBytes, isNumber, isString, isWide, shapeName } from "../../scripts/generate/core/shapes.ts";
import { camel, pascal, upper } from "../../scripts/generate/names.ts";
import type { ExportedFunction, Type } from "../../scripts/generate/wit/resolve.ts";
import { exported } from "./world.ts";

type Setter = (...values: unknown[]) => unknown;
type Draft = Record<string, Setter>;
type DraftClass = new (at: number) => Draft;

/** Writes what a function answers through the core's drafts; returns a copy of the message. */
export function writeResult(declared: ExportedFunction, value: unknown): Uint8Array {
  const out = new Message();
  const [size, align] = ["SIZE", "ALIGN"].map((what) =>
    exported<number>(generated, `${upper(declared.name)}_RESULT_${what}`),
  );
  const at = out.take(size as number, align as number);
  const draft = new (exported<DraftClass>(generated, `${pascal(declared.name)}ResultDraft`))(at);
  const type = declared.result as Type;
  if (type.kind === "result") {
    const { ok, ...part } = value as { ok: boolean; value?: unknown; error?: unknown };
    set(draft, ok ? "ok" : "error", (ok ? type.ok : type.error) as Type, ok ? part.value : part.error, out);
  } else set(draft, "items", type, value, out);
  const length = out.finish();
  if (out.overflow) throw new Error("the message is too large");
  return plainMemory().slice(out.base, out.base + length);
}

function set(draft: Draft, name: string, type: Type, value: unknown, out: Message): unknown {
  const call = (suffix: string, ...values: unknown[]): unknown => {
    return exported<Setter>(draft, `set${pascal(name)}${suffix}`).apply(draft, values);
  };
  if (isBytes(type)) return call("", out, placed(value as Uint8Array));
  if (isString(type)) {
    // Message.text knows no surrogates; the other setter takes any bytes.
    if (!/[\ud800-\udfff]/.test(value as string)) return call("", out, value);
    return call("Bytes", out, placed(new TextEncoder().encode(value as string)));
  }
  if (isBool(type)) return call("", value);
  if (isNumber(type)) return call("", numbered(type, value));
  if (isWide(type)) return call("From", placed(new Uint8Array(new BigUint64Array([value as bigint]).buffer)).at);
  switch (type.kind) {
    case "option":
      return value === undefined ? undefined : set(draft, name, type.some, value, out);
    case "list":
      return elements(type.element, call("", out, (value as unknown[]).length) as number, value as unknown[], out);
    case "record":
    case "variant": {
      const inner = camel(name) in draft ? exported<Draft>(draft, camel(name)) : call("");
      return filled(inner as Draft, type, value, out);
    }
    default:
      throw new Error(`no drafts of ${shapeName(type)}`);
  }
}

function filled(draft: Draft, type: Type, value: unknown, out: Message): void {
  if (type.kind === "record") {
    for (const field of type.fields) set(draft, field.name, field.type, (value as Draft)[camel(field.name)], out);
  } else if (type.kind === "variant") {
    const { tag, value: held } = value as { tag: string; value?: unknown };
    const item = type.cases.find((one) => one.name === tag);
    if (item?.type) set(draft, tag, item.type, held, out);
    else exported<Setter>(draft, `set${pascal(tag)}`).call(draft);
  }
}

/** Fills a list from the address of its first element. */
function elements(type: Type, first: number, values: readonly unknown[], out: Message): void {
  const draft = `${shapeName(type)}Draft`;
  if (type.kind === "record" || type.kind === "variant") {
    const size = exported<number>(generated, `${upper(type.name)}_SIZE`);
    const one = exported<DraftClass>(generated, draft);
    values.forEach((value, i) => void filled(new one(first + i * size), type, value, out));
    return;
  }
  const list = new (exported<DraftClass>(generated, `${shapeName(type)}ListDraft`))(first);
  const setItem = exported<Setter>(list, "set").bind(list);
  values.forEach((value, i) => {
    if (isBytes(type)) setItem(out, i, placed(value as Uint8Array));
    else setItem(i, numbered(type, value));
  });
}

function numbered(type: Type, value: unknown): number {
  if (type.kind === "enum") return type.cases.findIndex((item) => item.name === value);
  if (type.kind !== "flags") return value as number;
  const flags = value as Record<string, boolean>;
  return type.flags.reduce((bits, flag, i) => (flags[camel(flag.name)] ? bits | (1 << i) : bits), 0);
}

function placed(value: Uint8Array): Bytes {
  const at = reserve(value.length);
  value.forEach((byte, i) => void put8(at + i, byte));
  return new Bytes(at, value.length);
}
