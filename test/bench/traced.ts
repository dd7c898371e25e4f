/**
 * What calls.test.ts runs beneath strace: mounts one overlay twice to be warm, then once more between two lines on
 * standard output. Arguments: directory, layers, proof.
 */
import { writeSync } from "node:fs";
import type { Proof } from "../../host/types.ts";
import { makeLayers } from "./layers.ts";
import { coverRun } from "./namespace.ts";
import { layermount } from "./ours.ts";

const [directory = "", layers = "", proof = ""] = process.argv.slice(2);

coverRun();
const made = await makeLayers(directory, Number(layers));
const ready = await layermount("traced", 1, proof as Proof, made).prepare({ layers: Number(layers), mode: "rw" });
for (let i = 0; i < 2; i++) {
  await ready.mount();
  await ready.unmount();
}
writeSync(1, "mount\n");
await ready.mount();
writeSync(1, "mounted\n");
await ready.unmount();
process.exit(0);
