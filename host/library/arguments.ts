// What the arguments of the public functions must be, as data; wrong.ts compares.

import { CAPABILITIES } from "../planner/generated/shapes.ts";
import type { Proof, View, Way } from "../planner/generated/types.ts";
import { PATIENCE_MOST } from "./patience.ts";

/** What a value must be. */
export type Wanted =
  | "path"
  | "bytes"
  | "text"
  | "whole"
  | "bool"
  | "function"
  | "signal"
  | "false"
  | { readonly most: number }
  | { readonly names: readonly string[] }
  | { readonly listOf: Wanted }
  | { readonly fields: Readonly<Record<string, Field>> }
  /** An object of texts, by whatever names. */
  | { readonly texts: true }
  | { readonly oneOf: readonly Wanted[]; readonly said: string };

/** A value, and whether it must be there. */
export interface Field {
  readonly is: Wanted;
  /** It may be absent or undefined. */
  readonly optional?: true;
}

export interface Argument extends Field {
  readonly name: string;
}

const maybe = (is: Wanted): Field => ({ is, optional: true });
const must = (is: Wanted): Field => ({ is });

const PROOFS: readonly Proof[] = ["kernel", "identity", "none"];
const VIEWS: readonly View[] = ["asked", "temporary", "read-only"];
const WAYS: readonly Way[] = ["relative", "prefix", "strings", "descriptors", "mixed"];
const U32 = 0xffffffff;

function capability(what: string | readonly string[] | { readonly flags: readonly string[] }): Wanted {
  if (typeof what === "string") return { most: U32 };
  if ("flags" in what) return { fields: Object.fromEntries(what.flags.map((name) => [name, must("bool")])) };
  return { names: what };
}

const capabilities: Wanted = {
  fields: Object.fromEntries(Object.entries(CAPABILITIES).map(([name, what]) => [name, must(capability(what))])),
};

const idMap: Wanted = {
  listOf: { fields: { container: must("whole"), host: must("whole"), size: must("whole") } },
};

const mount: Wanted = {
  fields: {
    type: must("path"),
    source: maybe("path"),
    target: maybe("path"),
    options: maybe({ listOf: "path" }),
    lowers: maybe({ listOf: "path" }),
    upper: maybe("path"),
    work: maybe("path"),
    uidMap: maybe(idMap),
    gidMap: maybe(idMap),
  },
};

const asked = {
  mounts: must({ listOf: mount }),
  proof: maybe({ names: PROOFS }),
  way: maybe({ names: WAYS }),
  view: maybe({ names: VIEWS }),
  allow: maybe({ fields: { upperInsideLower: maybe("bool"), chownUpper: maybe("bool") } }),
};

/** Always looked at, never written to. */
const { view: _, ...image } = asked;

const request: Wanted = { fields: { ...asked, target: must("path"), mkdir: maybe("bool") } };

const watching = { signal: maybe("signal"), onProgress: maybe("function") };
const usual = {
  ...watching,
  state: maybe({ oneOf: ["path", "false"], said: "a path, or false" }),
  lower: maybe({ listOf: "text" }),
  capabilities: maybe(capabilities),
  driver: maybe("function"),
  record: maybe("path"),
};
const patience = maybe({ most: PATIENCE_MOST });
const options: Argument = { name: "options", ...maybe({ fields: usual }) };
const unmounting: Argument = {
  name: "options",
  ...maybe({ fields: { ...usual, any: maybe("bool"), lazy: maybe("bool"), patience } }),
};
const enclosing = {
  ...usual,
  patience,
  userNamespace: maybe("bool"),
  stops: maybe("bool"),
  onStart: maybe("function"),
};
const command: Wanted = {
  fields: { argv: must({ listOf: "path" }), env: maybe({ texts: true }), cwd: maybe("path") },
};
const mounted: Wanted = { fields: { unmount: must("function") } };

/** The arguments of each public function, in order. */
export const FUNCTIONS = {
  mount: [{ name: "request", is: request }, options],
  plan: [{ name: "request", is: request }, options],
  unmount: [{ name: "target", is: { oneOf: ["path", mounted], said: "a path, or what mount gave" } }, unmounting],
  "Mounted.unmount": [unmounting],
  withMount: [
    { name: "request", is: { fields: asked } },
    { name: "command", is: command },
    { name: "options", ...maybe({ fields: enclosing }) },
  ],
  "withMount.work": [
    { name: "request", is: { fields: asked } },
    { name: "options", is: { fields: { ...usual, patience } } },
    { name: "work", is: "function" },
  ],
  mountTemporarily: [{ name: "request", is: { fields: asked } }, options],
  resolveUser: [
    { name: "request", is: { fields: image } },
    { name: "user", is: "path" },
    {
      name: "options",
      ...maybe({ fields: { ...usual, groups: maybe({ listOf: "path" }), userNamespace: maybe("bool") } }),
    },
  ],
  holders: [{ name: "target", is: "path" }],
  list: [options],
  recover: [
    { name: "options", ...maybe({ fields: { ...usual, dryRun: maybe("bool"), target: maybe("path"), patience } }) },
  ],
  redactTrace: [{ name: "recorded", is: "bytes" }],
  replay: [{ name: "recorded", is: "bytes" }],
  traceText: [{ name: "recorded", is: "bytes" }],
  probe: [{ name: "directory", ...maybe("path") }, options],
} as const satisfies Readonly<Record<string, readonly Argument[]>>;

export type FunctionName = keyof typeof FUNCTIONS;
