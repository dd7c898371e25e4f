/** Which runtime runs the host is known to host/runtime alone: elsewhere none is named, no global of one is used. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { sources, textOf } from "./tree.ts";

/** A global's use, by its name or by way of another one; texts for people may name the program. */
function global(name: string): string {
  return `\\b${name}(?:\\?\\.|\\.)\\w|\\.${name}\\b|["'\`]${name}["'\`]`;
}

const OF = {
  Bun: new RegExp(
    `${global("Bun")}|["'\`]bun:|(?:from|\\()\\s*["'\`]bun["'\`]|\\bimport\\.meta\\.(?:require\\b|dir\\b)`,
  ),
  Deno: new RegExp(global("Deno")),
} as const;

/** Where each may be named. */
const ITS_OWN: Readonly<Record<keyof typeof OF, RegExp>> = {
  Bun: /^host\/runtime\/(?:bun|library\.d)\.ts$/,
  Deno: /^host\/runtime\/deno(?:-calls)?\.ts$/,
};

/** Lines of code that name a runtime; comments may. */
function namings(path: string, text: string): string[] {
  const code = text
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*$/gm, "$1")
    .split("\n");
  const foreign = (Object.keys(OF) as (keyof typeof OF)[]).filter((name) => !ITS_OWN[name].test(path));
  return code.filter((line) => foreign.some((name) => OF[name].test(line))).map((line) => `${path}: ${line.trim()}`);
}

test("nothing in host/ but host/runtime/ names Bun or Deno", async () => {
  const host = sources.filter((path) => /^host\/.*\.ts$/.test(path));
  assert.ok(host.length > 50, `${host.length} files`);
  const found = await Promise.all(host.map(async (path) => namings(path, await textOf(path))));
  assert.equal(found.flat(), []);
});

const USES = [
  'Bun.file("")',
  'import { cc } from "bun:ffi";',
  'export type * from "bun";',
  "globalThis.Deno?.args",
  "(globalThis as Global).Deno;",
  '"Deno" in globalThis',
  "import.meta.dir + name",
];

test("a use is found, in code only", () => {
  const path = "host/linux/shim.ts";
  for (const line of USES) assert.equal(namings(path, line), [`${path}: ${line}`]);
  const not = `/** Bun's */ const a = "as in Deno. Or Bun"; // Bun.file\nimport.meta.url; import.meta.dirname;`;
  assert.equal(namings(path, not), []);
  assert.equal(namings("host/runtime/bun.ts", "Bun.argv"), []);
  assert.is(namings("host/runtime/node.ts", "Bun.argv").length, 1);
});

test.run();
