/**
 * `bun run demo`: makes a root of 128 real layers, shows what will be done to mount it and why,
 * mounts it through the library, looks whether it is so, writes through it, takes it down, and
 * shows that nothing is left.
 */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { LayermountError, type MountRequest, mount, plan, probe, list as records } from "../host/index.ts";
import { shown } from "../host/shown.ts";
import { makeStack, makeTop, type Stack, type Top } from "../test/model/layers.ts";
import { modelOf } from "../test/model/overlay.ts";
import { prove } from "../test/proof/independent.ts";
import { mountTable } from "../test/proof/mountinfo.ts";
import { differences, lookAround } from "../test/support/table.ts";
import { temporary } from "../test/support/temporary.ts";
import { readTree, treeDifferences } from "../test/support/tree.ts";
import { contents } from "./demo/contents.ts";
import { line, title } from "./demo/page.ts";
import { planLines } from "./demo/plan.ts";

const LAYERS = 128;

interface Root {
  readonly stack: Stack;
  readonly top: Top;
  readonly target: string;
  /** State directory of the demo's own: the machine's is left alone. */
  readonly state: string;
}

function milliseconds(since: number): string {
  return `${(performance.now() - since).toFixed(1)} ms`;
}

/** The layers as containerd lays them out, an upperdir beside them, and a directory to mount on. */
function makeRoot(directory: string): Root {
  const begun = performance.now();
  const stack = makeStack({ directory, count: LAYERS, seed: 128 });
  const top = makeTop(`${directory}/snapshots/${LAYERS + 1}`);
  const target = `${directory}/root`;
  mkdirSync(target);
  line("layers", `${LAYERS} real directories, made in ${milliseconds(begun)}: ${contents(stack.lowers)}`);
  line("", `the topmost ${shown(stack.lowers[0] ?? "")}`);
  return { stack, top, target, state: `${directory}/state` };
}

/** What code that shares nothing with the library's own proof finds in the mount table and in the files. */
function lookOurselves({ stack, top, target }: Root, before: ReturnType<typeof mountTable>): void {
  const begun = performance.now();
  const layers = [top.upper, ...stack.lowers];
  const model = modelOf(layers);
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
function write({ stack, top, target }: Root): void {
  const lowest = stack.lowers.at(-1) ?? "";
  writeFileSync(`${target}/hello`, "written through the mount\n");
  writeFileSync(`${target}/from/0`, "changed through the mount\n");
  const isBelow = readFileSync(`${lowest}/from/0`, "utf8") === "layer 0\n";
  const isAbove = readFileSync(`${top.upper}/from/0`, "utf8") === readFileSync(`${target}/from/0`, "utf8");
  if (!isBelow || !isAbove || statSync(`${top.upper}/hello`).size === 0) throw new Error("a write went elsewhere");
  line("written", "hello, a new file, and from/0, which the lowest layer has:");
  line("", "both are in upperdir now, and the lowest layer's from/0 still says “layer 0”");
}

/** What this kernel can do, found by trying. */
async function showProbe(directory: string): Promise<void> {
  const begun = performance.now();
  const { capabilities, upper } = await probe(directory);
  const has = Object.values(capabilities.features);
  const found = `${has.filter(Boolean).length} of ${has.length} capabilities`;
  const writable = upper ? "an upperdir here is really writable" : "no upperdir can lie here";
  line("probed", `this kernel, by trying, in ${milliseconds(begun)}: ${found}; ${writable}`);
}

async function demo(): Promise<void> {
  const place = temporary("demo");
  const root = makeRoot(place.path);
  const { stack, top, target, state } = root;
  const { upper, work } = top;
  const request: MountRequest = { mounts: [{ type: "overlay", lowers: stack.lowers, upper, work }], target };
  await showProbe(place.path);
  const planned = await plan(request);
  for (const text of planLines(planned)) line(...text);

  const table = mountTable();
  const before = lookAround([]);
  const begun = performance.now();
  const mounted = await mount(request, { state });
  line("mounted", `in ${milliseconds(begun)}: ${mounted.layers} layers by ${mounted.way}, mount id ${mounted.mountId}`);
  const seen = new Set(planned.effects.filter(({ phase }) => phase === "verify").map(({ why }) => why));
  const list = seen.has("verify.options") ? "; the kernel's own list of layers, in order, is what was written" : "";
  line("proved", `before it was given to us: the mount at the target is ours, and writable${list}`);
  try {
    lookOurselves(root, table);
    write(root);
  } finally {
    const ended = performance.now();
    const { unmounted } = await mounted.unmount();
    line("unmounted", `${unmounted} mount, in ${milliseconds(ended)}`);
  }
  const recorded = (await records({ state })).mounts.map((one) => `record of ${shown(one.target)}`);
  // The library's threads wait on sockets and pipes until the process ends; they hold no file and no mount.
  const held = differences(before, lookAround([])).filter((one) => !/-> (?:socket|pipe):/.test(one));
  const left = [...held, ...recorded];
  place.remove();
  if (left.length > 0 || existsSync(place.path)) throw new Error(`something is left:\n${left.join("\n")}`);
  line("left", "nothing: the mount table is as before, no file is held open, no record, the directory is removed");
}

// It takes less than a second, and what is begun is taken down: an interrupt waits until then.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
title("layermount", `a root of ${LAYERS} layers: planned in WebAssembly, mounted on this kernel, taken down again`);
if (process.getuid?.() !== 0) {
  line("sorry", "mounting needs root today: run it as root, or in a container that may mount.");
  process.exit(1);
}
try {
  await demo();
} catch (error) {
  if (!(error instanceof LayermountError)) throw error;
  line("refused", `${error.message} (${error.rule})${error.hint === "" ? "" : `; ${error.hint}`}`);
  process.exitCode = error.exitCode;
}
