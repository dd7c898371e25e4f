/** Who may import whom: faces → host → core, and the core knows nobody. */
import { dirname, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { files, textOf } from "./tree.ts";

/** An import: the importing file, and what it names, a path of the checkout or a package. */
interface Import {
  readonly from: string;
  readonly to: string;
}

const STATEMENT = /^(?:(?:import|export)\s[^;"]*?from\s+|import\s+)"([^"]+)"/gm;
const RUNTIME = "host/runtime/bun.ts";
const CALL = /\bimport\("([^"]+)"\)/g;

/** `#runtime` is one file of three, whichever program runs it. */
function resolved(from: string, name: string): string {
  if (name === "#runtime") return RUNTIME;
  return name.startsWith(".") ? join(dirname(from), name) : name;
}

function importsIn(from: string, text: string): Import[] {
  // Examples of doc comments import what their reader would.
  const code = text.replace(/\/\*\*[\s\S]*?\*\//g, "");
  const names = [...code.matchAll(STATEMENT), ...code.matchAll(CALL)].map(([, name]) => name as string);
  return names.map((name) => ({ from, to: resolved(from, name) }));
}

/** The first part of the table that a file lies in says what it may import. */
const ALLOWED: readonly (readonly [from: RegExp, to: RegExp])[] = [
  [/^core-wasm\//, /^core-wasm\//],
  [/^host\/cli\//, /^(?:host\/|args-tokens\/|core-wasm\/(?:generated\/|effects\.json$)|package\.json$|node:)/],
  // Beneath everything: it knows the files that are shipped, and what its own runtime offers.
  [/^host\/runtime\/bun\.ts$/, /^(?:host\/(?:runtime|linux\/prebuilt)\/|core-wasm\/planner\.wasm$|bun(?::ffi)?$)/],
  [/^host\/runtime\/node\.ts$/, /^(?:host\/runtime\/|node:)/],
  [/^host\/runtime\//, /^host\/runtime\//],
  [/^host\/linux\//, /^(?:host\/(?:linux\/|runtime\/|errno\.ts$|bytes\.ts$)|core-wasm\/generated\/)/],
  [/^host\/planner\//, /^host\/(?:planner\/|runtime\/|errors\.ts$|rules\.ts$)/],
  // Of the faces' types only the shapes of what it tells them; it asks nothing of the runtime.
  [/^host\/run\//, /^host\/(?:run\/|planner\/|errors\.ts$|shown\.ts$|rules\.ts$|types(?:\.ts$|\/))/],
  [/^host\/trace\//, /^(?:host\/(?!cli\/|library\/|linux\/|records\/)|core-wasm\/effects\.json$)/],
  [/^host\/records\//, /^host\/(?!cli\/|library\/|run\/|capabilities\/)/],
  [/^host\/holders\//, /^host\/(?!cli\/|library\/|records\/|run\/|planner\/)/],
  [/^host\/capabilities\//, /^host\/(?!cli\/|library\/|records\/|linux\/)/],
  [/^host\//, /^(?:host\/(?!cli\/)|core-wasm\/(?:generated\/|planner\.json$))/],
  [/^(?:test|scripts)\//, /^/],
];

function isAllowed({ from, to }: Import): boolean {
  return ALLOWED.find(([part]) => part.test(from))?.[1].test(to) ?? false;
}

const code = files.filter((path) => path.endsWith(".ts"));
const imports = (await Promise.all(code.map(async (path) => importsIn(path, await textOf(path))))).flat();

test("nobody imports what is above", () => {
  const wrong = imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`);
  assert.equal(wrong, []);
});

test("the reader of imports sees them all", () => {
  const text =
    'import "./a.ts";\nimport {\n  type B,\n} from "../b.ts";\nexport type * from "c";\nawait import("./d.ts");';
  assert.equal(
    importsIn("host/cli/main.ts", text).map(({ to }) => to),
    ["host/cli/a.ts", "host/b.ts", "c", "host/cli/d.ts"],
  );
  assert.ok(imports.length > code.length, `${imports.length} imports in ${code.length} files`);
});

test("what must not be is told", () => {
  const cases = [
    ["core-wasm/plan/plan.ts", "host/errno.ts"],
    ["core-wasm/plan/plan.ts", "node:fs"],
    ["host/library/mount.ts", "host/cli/paint.ts"],
    ["host/linux/session.ts", "host/records/index.ts"],
    ["host/linux/shim.ts", "bun:ffi"],
    ["core-wasm/plan/plan.ts", RUNTIME],
    ["host/run/carry-out.ts", RUNTIME],
    ["host/runtime/runtime.ts", "bun"],
    ["host/runtime/deno.ts", "node:fs"],
    ["host/runtime/node.ts", "host/linux/shim.ts"],
    ["host/planner/planner.ts", "host/linux/shim.ts"],
    ["host/index.ts", "core-wasm/plan/plan.ts"],
    ["host/index.ts", "uvu"],
    ["host/cli/main.ts", "test/support/skip.ts"],
  ] as const;
  assert.equal(
    cases.filter(([from, to]) => isAllowed({ from, to })),
    [],
  );
});

test.run();
