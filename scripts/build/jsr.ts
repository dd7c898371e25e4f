import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import manifest from "../../package.json" with { type: "json" };
import { PACKAGE, renameImports } from "./package.ts";

/** Where the package for JSR is put together: `deno publish` in it. */
export const JSR: string = join(resolve(import.meta.dir, "../.."), "build/jsr");

/** There are no conditions there: one file chooses, and what it does not choose is not even read. */
const CHOICE = `const name = "Deno" in globalThis ? "deno" : "Bun" in globalThis ? "bun" : "node";
export const { runtime } = await import(\`./\${name}.js\`);
`;

/**
 * Puts the package for JSR together, from the one for npm: one file for all runtimes stands where conditions do, and
 * the declarations are named in the code.
 */
export function buildJsr(output: string = JSR, made: string = PACKAGE): void {
  rmSync(output, { recursive: true, force: true });
  cpSync(made, output, { recursive: true });
  const { version, license, dependencies } = manifest;
  const description = {
    name: "@layermount/layermount",
    version,
    license,
    exports: "./host/index.js",
    imports: {
      "#runtime": "./host/runtime/any.js",
      "args-tokens/parser": `npm:args-tokens@${dependencies["args-tokens"]}/parser`,
    },
    publish: { exclude: ["package.json"] },
  };
  writeFileSync(join(output, "jsr.json"), `${JSON.stringify(description, null, 2)}\n`);
  writeFileSync(join(output, "host/runtime/any.js"), CHOICE);
  // There is nothing that would look for the declaration of a module beside it.
  for (const path of new Bun.Glob("**/*.d.ts").scanSync({ cwd: output })) renameImports(join(output, path), ".d.ts");
  const index = join(output, "host/index.js");
  writeFileSync(index, `/* @ts-self-types="./index.d.ts" */\n${readFileSync(index, "utf8")}`);
}
