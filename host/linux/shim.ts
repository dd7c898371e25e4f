// Loads the native part: the prebuilt library of this processor, or the C source where that is asked for.
// No node: module is imported here: `node:fs` alone costs 3 ms of start (seam.md §5).
import { cc, dlopen, type FFIFunction, type Pointer } from "bun:ffi";
import { ABI } from "./generated/abi.ts";
import aarch64 from "./prebuilt/shim-aarch64.so" with { type: "file" };
import x86_64 from "./prebuilt/shim-x86_64.so" with { type: "file" };

const PREBUILT: Record<string, string> = { x64: x86_64, arm64: aarch64 };

const SYMBOLS = {
  lm_abi: { args: [], returns: "i32" },
  lm_session_bytes: { args: [], returns: "i32" },
  lm_map: { args: ["u32"], returns: "ptr" },
  lm_unmap: { args: ["ptr", "u32"], returns: "i32" },
  lm_init: { args: ["ptr"], returns: "i32" },
  lm_check: { args: ["ptr", "u32", "u32"], returns: "i32" },
  lm_run: { args: ["ptr", "ptr", "u32", "ptr", "u32"], returns: "i32" },
  lm_start: { args: ["ptr", "ptr", "u32", "i32"], returns: "i32" },
  lm_submit: { args: ["ptr", "ptr", "u32", "ptr", "u32"], returns: "i32" },
  lm_ready: { args: ["ptr"], returns: "i32" },
  lm_settle: { args: ["ptr", "u32"], returns: "i32" },
  lm_held: { args: ["ptr"], returns: "i32" },
  lm_clear: { args: ["ptr"], returns: "i32" },
  lm_reset: { args: ["ptr"], returns: "i32" },
  lm_stop: { args: ["ptr"], returns: "i32" },
  lm_pair: { args: ["ptr"], returns: "i32" },
} as const satisfies Record<string, FFIFunction>;

/** The functions of the shim. Results are 0, a count or -errno; memory is a TypedArray or an address of lm_map. */
export interface Shim {
  lm_abi(): number;
  lm_session_bytes(): number;
  lm_map(bytes: number): Pointer | null;
  lm_unmap(memory: Pointer, bytes: number): number;
  lm_init(session: Memory): number;
  lm_check(program: Memory, size: number, observationBytes: number): number;
  lm_run(session: Memory, program: Memory, size: number, observation: Memory, observationBytes: number): number;
  lm_start(session: Memory, stack: Memory, stackBytes: number, wake: number): number;
  lm_submit(session: Memory, program: Memory, size: number, observation: Memory, observationBytes: number): number;
  lm_ready(session: Memory): number;
  lm_settle(session: Memory, microseconds: number): number;
  lm_held(session: Memory): number;
  lm_clear(session: Memory): number;
  lm_reset(session: Memory): number;
  lm_stop(session: Memory): number;
  lm_pair(pair: Int32Array): number;
}

/** What a pointer may be given as: never `ptr()` of a small array, whose address moves (runtime.md §7). */
export type Memory = Pointer | NodeJS.TypedArray | null;

/** The shim could not be loaded or is of another version, or it refused a call; `errno` is set for the latter. */
export class ShimError extends Error {
  readonly errno: number | undefined;

  constructor(message: string, errno?: number, cause?: unknown) {
    super(message, { cause });
    this.name = "ShimError";
    this.errno = errno;
  }
}

/** The error for a call that the shim answered with -errno. */
export function refusal(result: number): ShimError {
  return new ShimError(`the shim refused a call: errno ${-result}`, -result);
}

/** Refuses a shim whose operations are not those that this host was generated for. */
export function requireAbi(found: number, expected: number = ABI): void {
  if (found === expected) return;
  throw new ShimError(`the shim speaks version ${found} of the operations, this host version ${expected}: rebuild it`);
}

let loaded: Shim | undefined;

/**
 * The shim, loaded once.
 *
 * `LAYERMOUNT_SHIM=cc` compiles the source instead of taking the prebuilt library.
 *
 * @throws ShimError when there is none for this processor, or it is of another version.
 */
export function shim(): Shim {
  if (loaded) return loaded;
  const { LAYERMOUNT_SHIM } = Bun.env;
  const found = LAYERMOUNT_SHIM === "cc" ? compiled() : prebuilt();
  requireAbi(found.lm_abi());
  loaded = found;
  return found;
}

function prebuilt(): Shim {
  const given = PREBUILT[process.arch];
  if (given === undefined) throw new ShimError(`there is no shim for ${process.arch}; x64 and arm64 have one`);
  // A bundler gives the path as seen from its output.
  const path = given.startsWith("/") ? given : `${import.meta.dir}/${given}`;
  try {
    return dlopen(path, SYMBOLS).symbols as Shim;
  } catch (cause) {
    throw new ShimError(`the shim could not be loaded: ${path}`, undefined, cause);
  }
}

/** For development: Bun's own C compiler, 5 to 10 ms. It asks for no header and no library of the machine. */
function compiled(): Shim {
  const source = `${import.meta.dir}/shim.c`;
  try {
    return cc({ source, flags: ["-nostdlib"], symbols: SYMBOLS }).symbols as Shim;
  } catch (cause) {
    throw new ShimError(`the shim could not be compiled: ${source}`, undefined, cause);
  }
}
