/** The component as jco transpiles it, in a directory: what somebody who embeds it in JavaScript has. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { transpileBytes } from "@bytecodealliance/jco-transpile";

/**
 * Transpiles a component into `directory`: planner.js, its types, and planner.core.wasm.
 *
 * @param instantiation `sync`: by a function, as often as one likes; undefined, as jco's command does: once, on import.
 */
export async function transpileInto(
  directory: string,
  component: Uint8Array,
  instantiation?: "sync" | undefined,
): Promise<void> {
  const how = instantiation === undefined ? {} : { instantiation };
  const { files } = await transpileBytes(component, { name: "planner", noComponentErrorWrapping: false, ...how });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
}

/** Functions of the interface `plan`; their values are as jco's declarations say. */
export interface Plan {
  next(run: unknown): { readonly tag: string; readonly val: unknown };
  words(mount: unknown): unknown;
}

interface Transpiled {
  instantiate(
    core: () => WebAssembly.Module,
    imports: object,
    instantiateCore: (module: WebAssembly.Module) => WebAssembly.Instance,
  ): { readonly plan: Plan };
}

/** Instances of what was transpiled into `directory`; each has a memory of its own. */
export async function instances(
  directory: string,
): Promise<() => { readonly plan: Plan; readonly memory: WebAssembly.Memory }> {
  const { instantiate } = (await import(pathToFileURL(join(directory, "planner.js")).href)) as Transpiled;
  const core = new WebAssembly.Module(readFileSync(join(directory, "planner.core.wasm")));
  return () => {
    const instance = new WebAssembly.Instance(core, {});
    const { plan } = instantiate(
      () => core,
      {},
      () => instance,
    );
    return { plan, memory: instance.exports["memory"] as WebAssembly.Memory };
  };
}
