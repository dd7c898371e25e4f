import type { Field, Wanted } from "./arguments.ts";

/** A value that is not what it must be: where it stands, and what it must be, for `library.argument`. */
export interface Wrong {
  readonly item: string;
  readonly other: string;
}

/** The first thing that is wrong in a value; `at` is what a caller calls it. */
export function wrongIn({ is, optional }: Field, value: unknown, at: string): Wrong | undefined {
  if (value === undefined && optional) return undefined;
  if (typeof is === "string") return SIMPLE[is].fits(value) ? undefined : { item: at, other: SIMPLE[is].said };
  if ("oneOf" in is) {
    const fits = is.oneOf.some((one) => wrongIn({ is: one }, value, at) === undefined);
    return fits ? undefined : { item: at, other: is.said };
  }
  if ("most" in is) {
    const fits = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= is.most;
    return fits ? undefined : { item: at, other: `a whole number from 0 to ${is.most}` };
  }
  if ("names" in is) {
    return is.names.includes(value as string) ? undefined : { item: at, other: `one of ${is.names.join(", ")}` };
  }
  if ("listOf" in is) return inList(is.listOf, value, at);
  if (!isObject(value)) return { item: at, other: "an object" };
  if ("texts" in is)
    return first(Object.entries(value), ([name, one]) => wrongIn({ is: "text" }, one, `${at}.${name}`));
  return first(Object.entries(is.fields), ([name, field]) => wrongIn(field, value[name], `${at}.${name}`));
}

function inList(is: Wanted, value: unknown, at: string): Wrong | undefined {
  if (!Array.isArray(value)) return { item: at, other: "a list" };
  // Not by its methods: those of a list with holes pass over them.
  for (let i = 0; i < value.length; i++) {
    const wrong = wrongIn({ is }, value[i], `${at}[${i}]`);
    if (wrong) return wrong;
  }
  return undefined;
}

function first<T>(all: readonly T[], look: (one: T) => Wrong | undefined): Wrong | undefined {
  for (const one of all) {
    const wrong = look(one);
    if (wrong) return wrong;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value.isWellFormed();
}

const SIMPLE: Readonly<Record<Wanted & string, { readonly said: string; readonly fits: (value: unknown) => boolean }>> =
  {
    path: {
      said: "a path: a text without half surrogate pairs, or a Uint8Array",
      fits: (value) => isText(value) || value instanceof Uint8Array,
    },
    bytes: { said: "a Uint8Array", fits: (value) => value instanceof Uint8Array },
    text: { said: "a text without half surrogate pairs", fits: isText },
    whole: { said: "a whole number", fits: (value) => Number.isSafeInteger(value) },
    bool: { said: "true or false", fits: (value) => typeof value === "boolean" },
    false: { said: "false", fits: (value) => value === false },
    function: { said: "a function", fits: (value) => typeof value === "function" },
    signal: {
      said: "an AbortSignal",
      fits: (value) => isObject(value) && "aborted" in value && typeof value["addEventListener"] === "function",
    },
  };
