/** The planner's two builds behind one contract. */
import * as edge from "../../core-wasm/edge/edge.ts";
import { plainMemory } from "../../core-wasm/memory/memory.ts";
import { type Build, Built } from "./build.ts";

export { type Build, CALLS, type Call, type Edge, instantiated, wasmBuild } from "./build.ts";

/** The planner's sources as plain TypeScript; there is only one of it in a process. */
export function plainBuild(): Build {
  return new Built(edge, plainMemory());
}
