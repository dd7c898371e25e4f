import { writeFileSync } from "node:fs";
import { temporary } from "../support/temporary.ts";
import { ROOT } from "./where.ts";

/**
 * A program as one file of JavaScript: for Node, whose older versions strip no types, and for browsers.
 *
 * @param program Its text; it imports by absolute paths.
 * @returns The path of the file, and its text.
 */
export async function bundled(program: string, target: "node" | "browser"): Promise<{ path: string; text: string }> {
  const { path } = temporary("runtimes");
  writeFileSync(`${path}/entry.ts`, program);
  const build = await Bun.build({
    entrypoints: [`${path}/entry.ts`],
    target,
    // What the code finds beside itself lies where it did.
    define: {
      // Nothing that is imported is the program.
      "import.meta.main": "false",
      "import.meta.url": JSON.stringify(`file://${ROOT}host/runtime/node.ts`),
      "import.meta.dirname": JSON.stringify(`${ROOT}test/plan`),
    },
  });
  const [output] = build.outputs;
  if (output === undefined) throw new Error("the bundle is empty");
  const text = await output.text();
  writeFileSync(`${path}/bundle.mjs`, text);
  return { path: `${path}/bundle.mjs`, text };
}
