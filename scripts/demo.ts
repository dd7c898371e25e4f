/**
 * `bun run demo`: makes a root of 128 real layers, shows what will be done to mount it and why,
 * mounts it through the library, looks whether it is so, writes through it, takes it down, and
 * shows that nothing is left. Somebody who may not mount sees the same in namespaces of their own.
 */
import { chmodSync, existsSync } from "node:fs";
import {
  type Capabilities,
  LayermountError,
  type MountRequest,
  mount,
  type Probe,
  plan,
  probe,
  RefusedError,
  list as records,
} from "../host/index.ts";
import { shown } from "../host/shown.ts";
import { mountTable } from "../test/proof/mountinfo.ts";
import { differences, lookAround } from "../test/support/table.ts";
import { temporary } from "../test/support/temporary.ts";
import { lookOurselves, write } from "./demo/check.ts";
import { demoWith } from "./demo/ordinary.ts";
import { line, milliseconds, title } from "./demo/page.ts";
import { planLines } from "./demo/plan.ts";
import { layerCount, makeRoot, type Root } from "./demo/root.ts";

/** What this kernel can do, found by trying, and where: for an ordinary user, in namespaces of their own. */
async function showProbe(directory: string): Promise<{ capabilities: Capabilities; isOrdinary: boolean }> {
  const begun = performance.now();
  const here = await probe(directory);
  const { ordinary } = here;
  if (ordinary && "refusal" in ordinary)
    throw new RefusedError(ordinary.refusal.rule, ordinary.refusal.message, { hint: ordinary.refusal.hint });
  const seen: Probe = ordinary && "probe" in ordinary ? ordinary.probe : here;
  const has = Object.values(seen.capabilities.features);
  const found = `${has.filter(Boolean).length} of ${has.length} capabilities`;
  const writable = seen.upper ? "an upperdir here is really writable" : "no upperdir can lie here";
  line("probed", `this kernel, by trying, in ${milliseconds(begun)}: ${found}; ${writable}`);
  if (ordinary)
    line("", "you may not mount here, but in a user and a mount namespace of your own: so it is done there");
  return { capabilities: seen.capabilities, isOrdinary: ordinary !== undefined };
}

/** Mounts it where everybody sees it. */
async function demoHere(root: Root, request: MountRequest): Promise<void> {
  const planned = await plan(request);
  for (const text of planLines(planned)) line(...text);
  const { state } = root;
  const table = mountTable();
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
  if (recorded.length > 0) throw new Error(`something is left:\n${recorded.join("\n")}`);
}

async function demo(): Promise<void> {
  const place = temporary("demo");
  const { capabilities, isOrdinary } = await showProbe(place.path);
  const root = makeRoot(place.path, capabilities.privilege === "full" ? "trusted" : "user");
  const { stack, top, target } = root;
  const { upper, work } = top;
  const request: MountRequest = { mounts: [{ type: "overlay", lowers: stack.lowers, upper, work }], target };
  const before = lookAround([]);
  if (isOrdinary) await demoWith(root, request, capabilities);
  else await demoHere(root, request);
  // The library's threads wait on sockets and pipes until the process ends; they hold no file and no mount.
  const left = differences(before, lookAround([])).filter((one) => !/-> (?:socket|pipe):/.test(one));
  // Overlayfs leaves a directory there that not even its owner may enter.
  chmodSync(`${work}/work`, 0o700);
  place.remove();
  if (left.length > 0 || existsSync(place.path)) throw new Error(`something is left:\n${left.join("\n")}`);
  line("left", "nothing: the mount table is as before, no file is held open, no record, the directory is removed");
}

// It takes less than a second, and what is begun is taken down: an interrupt waits until then.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
title("layermount", `a root of ${layerCount} layers: planned in WebAssembly, mounted on this kernel, taken down again`);
try {
  await demo();
} catch (error) {
  if (!(error instanceof LayermountError)) throw error;
  line("refused", `${error.message} (${error.rule})${error.hint === "" ? "" : `; ${error.hint}`}`);
  process.exitCode = error.exitCode;
}
