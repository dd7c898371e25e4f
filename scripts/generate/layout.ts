import type { FlagsType, RecordType, Type, VariantType } from "./wit/resolve.ts";

/** Size and alignment in bytes. */
export interface Layout {
  readonly size: number;
  readonly align: number;
}

/** The layout of a sequence of types: where each one starts, and where bytes lie between them. */
export interface Sequence extends Layout {
  readonly offsets: readonly number[];
}

const PRIMITIVE_BYTES = {
  bool: 1,
  u8: 1,
  s8: 1,
  u16: 2,
  s16: 2,
  u32: 4,
  s32: 4,
  f32: 4,
  char: 4,
  u64: 8,
  s64: 8,
  f64: 8,
} as const;

/** A pointer and a length of 32 bits each. */
const POINTED: Layout = { size: 8, align: 4 };

/** How a type lies in memory, by the component model's canonical ABI. */
export function layout(type: Type): Layout {
  switch (type.kind) {
    case "primitive": {
      if (type.name === "string") return POINTED;
      const bytes = PRIMITIVE_BYTES[type.name];
      return { size: bytes, align: bytes };
    }
    case "list":
      return POINTED;
    case "record":
      return recordLayout(type);
    case "tuple":
      return sequence(type.elements);
    case "flags":
      return flagsLayout(type);
    default:
      return casesLayout(caseTypes(type));
  }
}

/** Rounds up to a multiple of `align`. */
export function aligned(offset: number, align: number): number {
  return Math.ceil(offset / align) * align;
}

/** Types one after the other, each at the next multiple of its alignment. */
export function sequence(types: readonly Type[]): Sequence {
  const offsets: number[] = [];
  let end = 0;
  let align = 1;
  for (const type of types) {
    const part = layout(type);
    offsets.push(aligned(end, part.align));
    end = aligned(end, part.align) + part.size;
    align = Math.max(align, part.align);
  }
  return { offsets, size: aligned(end, align), align };
}

export function recordLayout(record: RecordType): Sequence {
  return sequence(record.fields.map((field) => field.type));
}

/** What the cases of a type with a discriminant hold, in order. */
export function caseTypes(type: Exclude<Type, { kind: "primitive" | "list" | "record" | "tuple" | "flags" }>) {
  switch (type.kind) {
    case "option":
      return [undefined, type.some];
    case "result":
      return [type.ok, type.error];
    case "variant":
      return type.cases.map((item) => item.type);
    case "enum":
      return type.cases.map(() => undefined);
  }
}

export interface Cases extends Layout {
  /** Bytes of the discriminant. */
  readonly tag: number;
  /** Where the payload of every case starts. */
  readonly payload: number;
}

/** A discriminant, and after it room for the largest case. */
export function casesLayout(types: readonly (Type | undefined)[]): Cases {
  const tag = types.length <= 0x100 ? 1 : types.length <= 0x10000 ? 2 : 4;
  let size = 0;
  let align = 1;
  for (const type of types) {
    if (type === undefined) continue;
    const part = layout(type);
    size = Math.max(size, part.size);
    align = Math.max(align, part.align);
  }
  const payload = aligned(tag, align);
  return { tag, payload, size: aligned(payload + size, Math.max(tag, align)), align: Math.max(tag, align) };
}

export function variantLayout(variant: VariantType): Cases {
  return casesLayout(caseTypes(variant));
}

function flagsLayout(type: FlagsType): Layout {
  const count = type.flags.length;
  if (count > 32) throw new Error(`flags ${type.name}: more than 32 are not supported`);
  const bytes = count <= 8 ? 1 : count <= 16 ? 2 : 4;
  return { size: bytes, align: bytes };
}
