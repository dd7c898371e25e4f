// The JSON Schema of a trace, made of what the planner's types and the table of effects say.
import table from "../../core-wasm/effects.json" with { type: "json" };
import { PHASES } from "../planner/generated/shapes.ts";
import { CAPABILITIES, REQUEST, type Structure } from "../planner/generated/structure.ts";
import { factsOf } from "./facts.ts";
import { VERSION } from "./lines.ts";
import type { Json } from "./malformed.ts";
import { OUTCOME } from "./raw.ts";

type Schema = { readonly [keyword: string]: Json };

const U32 = { type: "integer", minimum: 0, maximum: 2 ** 32 - 1 } as const;
const U64 = { type: "string", pattern: "^(0|[1-9][0-9]{0,19})$" } as const;
/** A backslash begins an octal escape, and is one itself. */
const BYTES = { type: "string", pattern: "^([^\\\\\\u0000-\\u001f\\u007f-\\u009f]|\\\\[0-3][0-7]{2})*$" } as const;
const HEXADECIMAL = { type: "string", pattern: "^([0-9a-f]{2})*$" } as const;
const SHA256 = { type: "string", pattern: "^[0-9a-f]{64}$" } as const;
const RULE = { type: "string", pattern: "^[a-z0-9-]+\\.[a-z0-9-]+$" } as const;
const ERRNO = 4096;
/** More than any effect gives, so that every field of a structure is there to be read. */
const ROOM = 600;

/** What the arguments of effects are, by their kinds: core-wasm/effects.json. */
const ARGUMENTS: Readonly<Record<string, Schema>> = {
  F: object({ fd: { anyOf: [U32, { const: "cwd" }] } }),
  R: object({ mount: U32 }),
  S: BYTES,
  N: { anyOf: [BYTES, { type: "null" }] },
  B: { anyOf: [BYTES, object({ bytes: HEXADECIMAL })] },
  I: U32,
  O: U32,
};

/** The JSON Schema, 2020-12, of one line of a trace: an object with one member, which is named for the event. */
export function traceSchema(): object {
  const events: Readonly<Record<string, Schema>> = {
    trace: {
      description: "Begins a run; core is the SHA-256 of the planner's module.",
      ...object({ version: { const: VERSION }, core: SHA256 }),
    },
    request: { description: "What was asked for.", ...schemaOf(REQUEST) },
    capabilities: { description: "What the kernel can do, and how much it takes.", ...schemaOf(CAPABILITIES) },
    program: {
      description: "Begins a program, the effects of which follow; number counts from 0.",
      ...object({ number: U32, effects: U32, bytes: U32, sha256: SHA256 }),
    },
    effect: {
      description: "An effect, and what came of it where its program was carried out so far.",
      oneOf: table.effects.map(effectSchema),
    },
    observation: {
      description:
        "Ends a program: how many effects were done, and 0 or -errno of the one that stopped it. bytes, in hexadecimal, " +
        "is all of it where the effects do not hold it.",
      ...object(
        { number: U32, done: U32, error: { type: "integer", minimum: -ERRNO, maximum: 0 }, bytes: HEXADECIMAL },
        ["done", "error", "bytes"],
      ),
      anyOf: [{ required: ["done", "error"] }, { required: ["bytes"] }],
    },
    outcome: { description: "Ends a run, with the planner's answer or its refusal.", ...schemaOf(OUTCOME) },
  };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "One line of a layermount trace",
    description:
      "A trace is JSON Lines. Texts of bytes hold UTF-8 as it is, and any other byte, control characters and the " +
      "backslash in octal: \\012. 64-bit numbers are decimal texts.",
    oneOf: Object.entries(events).map(([name, event]) => ({ title: name, ...object({ [name]: event }) })),
  };
}

/** An object with these members and no other. */
function object(properties: { readonly [name: string]: Json }, optional: readonly string[] = []): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

/** How the value of a planner's type is written: structured.ts. */
function schemaOf(structure: Structure): Schema {
  if (structure === "bytes") return BYTES;
  if (structure === "text") return { type: "string" };
  if (structure === "bool") return { type: "boolean" };
  if (structure === "u32") return U32;
  if (structure === "u64") return U64;
  if ("names" in structure) return { enum: structure.names };
  if ("flags" in structure) return { type: "array", items: { enum: structure.flags }, uniqueItems: true };
  if ("list" in structure) return { type: "array", items: schemaOf(structure.list) };
  if ("option" in structure) return schemaOf(structure.option);
  if ("cases" in structure) {
    return { oneOf: Object.entries(structure.cases).map(([name, held]) => object({ [name]: schemaOf(held) })) };
  }
  const fields = Object.entries(structure.fields);
  const optional = fields.filter(([, held]) => typeof held === "object" && "option" in held).map(([name]) => name);
  return object(Object.fromEntries(fields.map(([name, held]) => [name, schemaOf(held)])), optional);
}

function effectSchema({ op, args, names, out }: (typeof table.effects)[number]): Schema {
  const given = object(Object.fromEntries(names.map((name, i) => [name, ARGUMENTS[args[i] ?? ""] ?? {}])));
  const told = {
    number: U32,
    phase: { enum: PHASES },
    op: { const: op },
    arguments: given,
    into: { description: "The register that it fills.", ...U32 },
    soft: { description: "Its failure stops nothing.", const: true },
    absent: { description: "It must fail with ENOENT.", const: true },
    why: { description: "The rule that it is there for.", ...RULE },
    subject: { description: "The layer or mount that it is about, from 0.", ...U32 },
    result: { description: "0 or a count, or -errno.", type: "integer", minimum: -ERRNO, maximum: 2 ** 31 - 1 },
    ...(out !== undefined && { gave: gaveSchema(op) }),
  };
  return { title: op, ...object(told, ["into", "soft", "absent", "subject", "result", "gave"]) };
}

/** What an effect gave: a text, or the fields that factsOf tells of a structure that is full. */
function gaveSchema(op: string): Schema {
  const facts = factsOf(op, new Uint8Array(ROOM).fill(0xff));
  if (typeof facts === "string") return /^(?:ff)+$/.test(facts) ? HEXADECIMAL : BYTES;
  const fields = Object.entries(facts as { readonly [name: string]: Json }).map(([name, value]) => {
    if (typeof value === "number") return [name, U32] as const;
    return [name, name === "rest" ? HEXADECIMAL : name === "strings" ? BYTES : U64] as const;
  });
  return object(
    Object.fromEntries(fields),
    fields.map(([name]) => name),
  );
}
