import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BunPlugin } from "bun";

/** Bun that runs or believes nothing of the directory in which it is started: no bunfig.toml, no .env. */
export const BUN_ALONE = "bun --no-env-file --config=/dev/null";

const root = resolve(import.meta.dir, "../..");

/**
 * Puts into a bundle what a checkout reads from files: the planner's module and the shims, as texts, that of the module
 * behind its digest, which takes longer to compute than a small mount; and the table of rules as one text, which costs
 * nothing until a rule is told: as code it is half of all code, read by every start.
 *
 * @param packed Compressed: a file that is read as a whole starts in less time, a program that is mapped does not.
 */
export function inside(packed: boolean): BunPlugin {
  return {
    name: "inside",
    setup(build) {
      build.onResolve({ filter: /^#runtime$/ }, () => ({ path: join(root, "scripts/build/carried.ts") }));
      build.onLoad({ filter: /\.(?:so|wasm)$/ }, ({ path }) => {
        const bytes = readFileSync(path);
        const text = (packed ? gzip(bytes) : bytes).toString("base64");
        const digest = path.endsWith(".wasm") ? new Bun.CryptoHasher("sha256").update(bytes).digest("hex") : "";
        return { contents: `export default ${JSON.stringify(digest + text)};`, loader: "js" };
      });
      build.onLoad({ filter: /\/host\/cli\/main\.ts$/ }, ({ path }) => {
        return {
          contents: readFileSync(path, "utf8").replace(/^#!.*/, `#!/usr/bin/env -S ${BUN_ALONE}`),
          loader: "ts",
        };
      });
      build.onLoad({ filter: /\/core-wasm\/generated\/rules\.ts$/ }, async ({ path }) => {
        return { contents: rulesModule((await import(path)) as Rules), loader: "js" };
      });
    },
  };
}

/** Without a time in it: equal bytes give equal bytes. */
function gzip(bytes: Uint8Array<ArrayBuffer>): Buffer {
  return Buffer.from(Bun.gzipSync(bytes, { library: "libdeflate", level: 12 }));
}

/** What core-wasm/generated/rules.ts gives to the host. */
interface Rules {
  readonly RULE_COUNT: number;
  ruleId(rule: number): string;
  ruleKind(rule: number): number;
  ruleSentence(rule: number): string;
  ruleHint(rule: number): string;
  ruleSource(rule: number): string;
}

/** A module of the same functions, over one text that is read when the first of them is called. */
function rulesModule(rules: Rules): string {
  const rows = Array.from({ length: rules.RULE_COUNT }, (_, rule) => [
    rules.ruleId(rule),
    rules.ruleKind(rule),
    rules.ruleSentence(rule),
    rules.ruleHint(rule),
    rules.ruleSource(rule),
  ]);
  const columns = ["ruleId", "ruleKind", "ruleSentence", "ruleHint", "ruleSource"];
  const text = JSON.stringify(gzip(new TextEncoder().encode(JSON.stringify(rows))).toString("base64"));
  return [
    `const read = () => JSON.parse(new TextDecoder().decode(Bun.gunzipSync(Uint8Array.fromBase64(${text}))));`,
    "let rows; const at = (rule, column) => (rows ??= read())[rule][column];",
    `export const RULE_COUNT = ${rows.length};`,
    ...columns.map((name, column) => `export function ${name}(rule) { return at(rule, ${column}); }`),
  ].join("\n");
}
