import { processes } from "../holders/processes.ts";
import type { State } from "./state.ts";

/**
 * Whether some process is in a mount namespace. Whoever may not look at a process is told that it might be; nobody
 * sees a namespace that only a descriptor or a mount of nsfs keeps.
 */
export async function isInhabited(state: State, namespace: bigint): Promise<boolean> {
  const all = await processes(state);
  return all.length === 0 || all.some((one) => !one.isSeen || one.namespace === namespace);
}
