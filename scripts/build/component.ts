import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { componentEmbed, componentNew } from "@bytecodealliance/jco-transpile/wasm-tools";

const root = resolve(import.meta.dir, "../..");
const core = join(root, "core-wasm");

/** Where the component is put. It is made in a second from two committed files, and so is no third one. */
export const COMPONENT: string = join(root, "build/planner.component.wasm");

/**
 * The planner as a component: the same module, with the types of its world said in it. No code is added.
 *
 * @param planner The module; the committed one where nothing is given.
 * @throws Error when the module's exports are not those of the world.
 */
export async function makeComponent(planner?: Uint8Array): Promise<Uint8Array> {
  const binary = planner ?? readFileSync(join(core, "planner.wasm"));
  const witSource = readFileSync(join(core, "planner.wit"), "utf8");
  return await componentNew(await componentEmbed({ binary, witSource, stringEncoding: "utf8" }), []);
}

/** Makes the component of the committed planner. Equal planners give equal bytes. */
export async function buildComponent(output: string = COMPONENT): Promise<void> {
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, await makeComponent());
}
