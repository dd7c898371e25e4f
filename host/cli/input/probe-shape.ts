// The shape of what `probe --json` prints, as data. Its capabilities come from the planner's own description.
import { CAPABILITIES } from "../../planner/generated/shapes.ts";
import type { JsonProbe } from "../json.ts";
import { PROBE_VERSION } from "../text/probe.ts";

/** What a value must be; `said` is how an error says it. */
export type Shape =
  | { readonly kind: "object"; readonly said: string; readonly fields: Readonly<Record<string, Shape>> }
  | { readonly kind: "list"; readonly said: string; readonly of: Shape }
  | { readonly kind: "number"; readonly said: string; readonly least: number; readonly most: number }
  | { readonly kind: "text"; readonly said: string; readonly like?: RegExp }
  | { readonly kind: "only"; readonly said: string; readonly only: number | boolean }
  | { readonly kind: "null"; readonly said: string }
  | { readonly kind: "either"; readonly said: string; readonly of: readonly Shape[] }
  | { readonly kind: "bool"; readonly said: string };

const U32 = 0xffffffff;
const NUMBER = { kind: "number", said: `a whole number from 0 to ${U32}`, least: 0, most: U32 } as const;
const BUDGET = { kind: "number", said: `a whole number from 1 to ${U32}`, least: 1, most: U32 } as const;
const BOOL = { kind: "bool", said: "true or false" } as const;
const TEXT = { kind: "text", said: "a text" } as const;

function object<Fields extends Readonly<Record<string, Shape>>>(fields: Fields) {
  return { kind: "object", said: "an object", fields } as const;
}

function only<Value extends number | boolean>(value: Value) {
  return { kind: "only", said: String(value), only: value } as const;
}

type Generated = string | readonly string[] | { readonly flags: readonly string[] };

function generated(name: string, what: Generated): Shape {
  // 0 where fsconfig(2) has no limit in all.
  if (what === "u32") return name === "fsconfigTotal" ? NUMBER : BUDGET;
  if (typeof what === "string") throw new Error(`no capability is a ${what}`);
  if ("flags" in what) return object(Object.fromEntries(what.flags.map((name) => [name, BOOL])));
  return { kind: "text", said: what.join(", or "), like: new RegExp(`^(?:${what.join("|")})$`) };
}

const FOUND = object(
  Object.fromEntries(Object.entries(CAPABILITIES).map(([name, what]) => [name, generated(name, what)])),
);
const ANSWERS = { kind: "list", said: "a list", of: object({ name: TEXT, errno: NUMBER, message: TEXT }) } as const;

/** What was found in namespaces of one's own, why none could be made, or that nobody asked. */
const ORDINARY = {
  kind: "either",
  said: "null, or what was found in namespaces of one's own",
  of: [
    { kind: "null", said: "null" },
    object({ ok: only(false), rule: TEXT, message: TEXT, hint: TEXT }),
    object({ ok: BOOL, overlay: NUMBER, capabilities: FOUND, upper: BOOL, answers: ANSWERS }),
  ],
} as const;

/** Of the whole document. */
export const PROBE = object({
  ok: only(true),
  version: only(PROBE_VERSION),
  capabilities: FOUND,
  fsMagic: { kind: "text", said: "a hexadecimal number as a text", like: /^0x[0-9a-f]{1,16}$/ },
  upper: BOOL,
  answers: ANSWERS,
  ordinary: ORDINARY,
} satisfies Readonly<Record<keyof JsonProbe, Shape>>);
