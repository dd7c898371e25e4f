/** Gives a component its parameters, by the canonical ABI, and remembers where every piece of them was put. */
import { isBytes } from "../../scripts/generate/core/shapes.ts";
import { casesLayout, caseTypes, layout, sequence } from "../../scripts/generate/layout.ts";
import { camel } from "../../scripts/generate/names.ts";
import type { Type } from "../../scripts/generate/wit/resolve.ts";

type Fields = Readonly<Record<string, unknown>>;
type Realloc = (old: number, oldSize: number, align: number, size: number) => number;

/** More flat values than this are put into memory. */
const FLAT_MAX = 16;

/** Where a piece of a parameter was put. */
export interface Piece {
  readonly at: number;
  readonly size: number;
}

/** Where one of `count` cases was put; of flags, any of `count` numbers. */
export interface Choice extends Piece {
  readonly count: number;
}

/** What a function is given: numbers, and what they lead to. */
export interface Lowered {
  readonly values: number[];
  readonly pieces: readonly Piece[];
  readonly choices: readonly Choice[];
  /** Addresses of the pointers and lengths of lists. */
  readonly lists: readonly number[];
}

/** Puts a value where a component has given room for it. */
export function lowered(type: Type, value: unknown, view: DataView, realloc: Realloc): Lowered {
  const lowering = new Lowering(view, realloc);
  const values = flatCount(type) > FLAT_MAX ? [lowering.placed(type, value)] : lowering.flat(type, value);
  const { pieces, choices, lists } = lowering;
  return { values, pieces, choices, lists };
}

function flatCount(type: Type): number {
  if (type.kind === "list") return 2;
  if (type.kind === "record") return type.fields.reduce((sum, field) => sum + flatCount(field.type), 0);
  if (type.kind === "option") return 1 + flatCount(type.some);
  if (type.kind === "variant") return 1 + Math.max(...type.cases.map((one) => (one.type ? flatCount(one.type) : 0)));
  return 1;
}

class Lowering {
  readonly pieces: Piece[] = [];
  readonly choices: Choice[] = [];
  readonly lists: number[] = [];
  readonly #view: DataView;
  readonly #realloc: Realloc;

  constructor(view: DataView, realloc: Realloc) {
    this.#view = view;
    this.#realloc = realloc;
  }

  /** Room for a value, with the value in it. */
  placed(type: Type, value: unknown): number {
    const at = this.#room(layout(type));
    this.#store(type, at, value);
    return at;
  }

  /** A value as numbers; an option has the same ones where it holds nothing. */
  flat(type: Type, value: unknown): number[] {
    if (type.kind === "list") return value === undefined ? [0, 0] : this.#list(type, value);
    if (type.kind === "record") {
      return type.fields.flatMap((field) => this.flat(field.type, (value as Fields | undefined)?.[camel(field.name)]));
    }
    if (type.kind === "option") return [value === undefined ? 0 : 1, ...this.flat(type.some, value)];
    return [value === undefined ? 0 : Number(numberOf(type, value))];
  }

  #room({ size, align }: { readonly size: number; readonly align: number }): number {
    const at = this.#realloc(0, 0, align, size);
    if (size > 0) this.pieces.push({ at, size });
    return at;
  }

  #list(type: Type & { readonly kind: "list" }, value: unknown): [at: number, count: number] {
    if (isBytes(type)) {
      const bytes = typeof value === "string" ? Buffer.from(value) : (value as Uint8Array);
      const at = this.#room({ size: bytes.length, align: 1 });
      new Uint8Array(this.#view.buffer).set(bytes, at);
      return [at, bytes.length];
    }
    const items = value as readonly unknown[];
    const { size, align } = layout(type.element);
    const at = this.#room({ size: size * items.length, align });
    items.forEach((item, i) => {
      this.#store(type.element, at + i * size, item);
    });
    return [at, items.length];
  }

  #store(type: Type, at: number, value: unknown): void {
    if (type.kind === "list") {
      const [first, count] = this.#list(type, value);
      this.#number(at, 4, first);
      this.#number(at + 4, 4, count);
      this.lists.push(at);
    } else if (type.kind === "record") {
      const { offsets } = sequence(type.fields.map((field) => field.type));
      type.fields.forEach((field, i) => {
        this.#store(field.type, at + (offsets[i] as number), (value as Fields)[camel(field.name)]);
      });
    } else if (type.kind === "option" || type.kind === "variant") {
      const { tag, payload } = casesLayout(caseTypes(type));
      const [index, inner, held] = caseOf(type, value);
      this.#number(at, tag, index);
      this.choices.push({ at, size: tag, count: caseTypes(type).length });
      if (inner) this.#store(inner, at + payload, held);
    } else {
      const { size } = layout(type);
      this.#number(at, size, numberOf(type, value));
      const count = choiceCount(type);
      if (count > 0) this.choices.push({ at, size, count });
    }
  }

  #number(at: number, size: number, value: number | bigint): void {
    if (size === 8) this.#view.setBigUint64(at, BigInt(value), true);
    else if (size === 4) this.#view.setUint32(at, Number(value), true);
    else if (size === 2) this.#view.setUint16(at, Number(value), true);
    else this.#view.setUint8(at, Number(value));
  }
}

/** How many numbers are values of a type; 0: all that have room. */
function choiceCount(type: Type): number {
  if (type.kind === "enum") return type.cases.length;
  if (type.kind === "flags") return 2 ** type.flags.length;
  return type.kind === "primitive" && type.name === "bool" ? 2 : 0;
}

function numberOf(type: Type, value: unknown): number | bigint {
  if (type.kind === "enum") return type.cases.findIndex(({ name }) => name === value);
  if (type.kind !== "flags") return typeof value === "bigint" ? value : Number(value);
  return type.flags.reduce((bits, { name }, i) => bits + ((value as Fields)[camel(name)] ? 2 ** i : 0), 0);
}

function caseOf(
  type: Type & { readonly kind: "option" | "variant" },
  value: unknown,
): [index: number, inner: Type | undefined, held: unknown] {
  if (type.kind === "option") return value === undefined ? [0, undefined, undefined] : [1, type.some, value];
  const { tag, value: held } = value as { readonly tag: string; readonly value?: unknown };
  const index = type.cases.findIndex(({ name }) => name === tag);
  return [index, type.cases[index]?.type, held];
}
