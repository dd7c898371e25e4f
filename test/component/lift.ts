/** Reads what a component answers, by the canonical ABI: nothing may lie outside of the memory, or be no value. */
import { isBytes } from "../../scripts/generate/core/shapes.ts";
import { casesLayout, caseTypes, layout, sequence } from "../../scripts/generate/layout.ts";
import { camel } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";

type ListType = Type & { readonly kind: "list" };
type CasesType = Type & { readonly kind: "option" | "result" | "variant" };

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The value of this type at `at`, as our own host holds it.
 *
 * @throws RangeError, or TypeError for text that is no UTF-8.
 */
export function lifted(type: Type, view: DataView, at: number): unknown {
  const { size } = layout(type);
  switch (type.kind) {
    case "list":
      return list(type, view, at);
    case "record": {
      const { offsets } = sequence(type.fields.map((field) => field.type));
      const value = (field: Type, i: number) => lifted(field, view, at + (offsets[i] as number));
      return Object.fromEntries(type.fields.map(({ name, type: field }, i) => [camel(name), value(field, i)]));
    }
    case "primitive":
      if (type.name === "string") return decoder.decode(pointed(view, at, 1));
      if (type.name === "bool") return below(view.getUint8(at), 2) === 1;
      return size === 8 ? view.getBigUint64(at, true) : number(view, at, size);
    case "enum":
      return type.cases[below(number(view, at, size), type.cases.length)]?.name;
    case "flags": {
      const bits = number(view, at, size);
      below(bits, 2 ** type.flags.length);
      return Object.fromEntries(type.flags.map(({ name }, i) => [camel(name), ((bits >>> i) & 1) === 1]));
    }
    case "tuple":
      throw new Error("nothing answers a tuple");
    default:
      return oneOf(type, view, at);
  }
}

function number(view: DataView, at: number, size: number): number {
  if (size === 4) return view.getUint32(at, true);
  return size === 2 ? view.getUint16(at, true) : view.getUint8(at);
}

function below(value: number, count: number): number {
  if (value >= count) throw new RangeError(`${value} is none of ${count}`);
  return value;
}

/** The elements of the list whose address and length lie at `at`. */
function pointed(view: DataView, at: number, size: number): Uint8Array {
  const first = view.getUint32(at, true);
  const bytes = view.getUint32(at + 4, true) * size;
  if (first + bytes > view.byteLength) throw new RangeError(`${bytes} bytes at ${first} lie outside of the memory`);
  return new Uint8Array(view.buffer, first, bytes);
}

function list(type: ListType, view: DataView, at: number): unknown {
  const { size, align } = layout(type.element);
  const elements = pointed(view, at, size);
  if (isBytes(type)) return elements.slice();
  if (elements.byteOffset % align !== 0) throw new RangeError(`a list at ${elements.byteOffset}: not aligned`);
  const count = elements.length / size;
  return Array.from({ length: count }, (_, i) => lifted(type.element, view, elements.byteOffset + i * size));
}

function oneOf(type: CasesType, view: DataView, at: number): unknown {
  const types = caseTypes(type);
  const index = below(number(view, at, casesLayout(types).tag), types.length);
  const inner = types[index];
  const value = inner && lifted(inner, view, at + casesLayout(types).payload);
  if (type.kind === "option") return value;
  if (type.kind === "result") return index === 0 ? { ok: true, value } : { ok: false, error: value };
  const tag = type.cases[index]?.name;
  return inner ? { tag, value } : { tag };
}
