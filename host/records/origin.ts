import { asked } from "../linux/asked.ts";
import { STATX_BASIC_STATS } from "../linux/numbers.ts";
import { CWD } from "../linux/program.ts";
import { FILE } from "./directory.ts";
import type { Origin } from "./record.ts";
import type { State } from "./state.ts";

const BOOT_BYTES = 64;

/** The kernel does not change its boot id. */
let boot: string | undefined;

/**
 * A session's thread stays in the mount namespace that it was started in, and the usual state is one of its session.
 */
const origins = new WeakMap<State, Origin>();

/**
 * Which boot and which mount namespace this is. Mount ids begin anew with every boot, and a mount cannot be seen, let
 * alone taken down, from another namespace: a record says where it was made.
 */
export async function originOf(state: State): Promise<Origin> {
  const known = origins.get(state) ?? (await look(state));
  origins.set(state, known);
  return known;
}

async function look(state: State): Promise<Origin> {
  const [observation, { namespace, read }] = await asked(state, (builder) => {
    const namespace = builder.statx(CWD, "/proc/self/ns/mnt", 0, STATX_BASIC_STATS, true);
    if (boot !== undefined) return { namespace };
    builder.open(FILE, CWD, "/proc/sys/kernel/random/boot_id", 0, 0, true);
    const read = builder.read(FILE, BOOT_BYTES, true);
    builder.close(FILE, true);
    return { namespace, read };
  });
  if (read) boot = new TextDecoder().decode(observation.bytes(read)).trim();
  return {
    boot: boot ?? "",
    namespace: observation.result(namespace.index) === 0 ? observation.stat(namespace).ino : 0n,
  };
}

/** Whether a record's mounts can be seen from here. */
export function isHere(record: Origin, here: Origin): boolean {
  return record.boot === here.boot && record.namespace === here.namespace;
}
