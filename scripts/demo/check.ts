// The demo's own look at what was mounted, by code that shares nothing with the library's proof.
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { modelOf } from "../../test/model/overlay.ts";
import { prove } from "../../test/proof/independent.ts";
import type { Line } from "../../test/proof/mountinfo.ts";
import { readTree, treeDifferences } from "../../test/support/tree.ts";
import { line, milliseconds } from "./page.ts";
import type { Root } from "./root.ts";

/** What is looked at: a root, wherever it is mounted. */
export type Seen = Pick<Root, "stack" | "top" | "target" | "attributes">;

/** What code that shares nothing with the library's own proof finds in the mount table and in the files. */
export function lookOurselves({ stack, top, target, attributes }: Seen, before: readonly Line[]): void {
  const begun = performance.now();
  const layers = [top.upper, ...stack.lowers];
  const model = modelOf(layers, attributes);
  const wrong = treeDifferences(model, readTree(target));
  if (wrong.length > 0) throw new Error(`the tree is not what the layers say:\n${wrong.slice(0, 5).join("\n")}`);
  const evidence = prove({ target, layers, upper: top.upper, model, before });
  const options = evidence.line.superOptions.join(",");
  line("checked", `by other code, in ${milliseconds(begun)}:`);
  line("", `mount table  one new line: ${evidence.line.type} at ${evidence.line.point}, ${options.slice(0, 34)}…`);
  line("", `tree         ${model.size} names are what a model computes from the layers`);
  line("", `files        ${evidence.files.length} compared, each from another layer, with the layer's own`);
}

/** Writes a new file and changes one of a lower layer. */
export function write({ stack, top, target }: Seen): void {
  const lowest = stack.lowers.at(-1) ?? "";
  writeFileSync(`${target}/hello`, "written through the mount\n");
  writeFileSync(`${target}/from/0`, "changed through the mount\n");
  const isBelow = readFileSync(`${lowest}/from/0`, "utf8") === "layer 0\n";
  const isAbove = readFileSync(`${top.upper}/from/0`, "utf8") === readFileSync(`${target}/from/0`, "utf8");
  if (!isBelow || !isAbove || statSync(`${top.upper}/hello`).size === 0) throw new Error("a write went elsewhere");
  line("written", "hello, a new file, and from/0, which the lowest layer has:");
  line("", "both are in upperdir now, and the lowest layer's from/0 still says “layer 0”");
}
