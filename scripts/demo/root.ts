// What the demo mounts: layers as containerd lays them out, an upperdir beside them, and a directory to mount on.
import { mkdirSync } from "node:fs";
import { shown } from "../../host/shown.ts";
import { makeStack, makeTop, ORDINARY_LAYERS, ROOT, type Stack, type Top } from "../../test/model/layers.ts";
import { contents } from "./contents.ts";
import { line, milliseconds } from "./page.ts";

const LAYERS = 128;

/** How many layers there are. */
export const layerCount: number = LAYERS;

export interface Root {
  readonly stack: Stack;
  readonly top: Top;
  readonly target: string;
  /** State directory of the demo's own: the machine's is left alone. */
  readonly state: string;
  /** How marks of the layers are spelled: as root's, or as those that a user namespace knows. */
  readonly attributes: "trusted" | "user";
}

/** Makes it, with what root can put into layers or with what an ordinary user can. */
export function makeRoot(directory: string, attributes: Root["attributes"]): Root {
  const begun = performance.now();
  const abilities = attributes === "trusted" ? ROOT : ORDINARY_LAYERS;
  const stack = makeStack({ directory, count: LAYERS, seed: 128, abilities });
  const top = makeTop(`${directory}/snapshots/${LAYERS + 1}`);
  const target = `${directory}/root`;
  mkdirSync(target);
  const held = contents(stack.lowers, `${attributes}.overlay.opaque`);
  line("layers", `${LAYERS} real directories, made in ${milliseconds(begun)}: ${held}`);
  line("", `the topmost ${shown(stack.lowers[0] ?? "")}`);
  return { stack, top, target, state: `${directory}/state`, attributes };
}
