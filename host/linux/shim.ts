// Loads the native part: the prebuilt library of this processor, or the C source where that is asked for.
import { runtime } from "#runtime";
import type { Address, Functions, Memory, Signatures } from "../runtime/runtime.ts";
import { ABI } from "./generated/abi.ts";

const PREBUILT = { x64: "shim-x86_64.so", arm64: "shim-aarch64.so" } as const;

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
  lm_keep: { args: ["ptr", "u32"], returns: "i32" },
  lm_clear: { args: ["ptr"], returns: "i32" },
  lm_write: { args: ["ptr", "u32", "ptr", "u32"], returns: "i32" },
  lm_reset: { args: ["ptr"], returns: "i32" },
  lm_stop: { args: ["ptr"], returns: "i32" },
  lm_enclose: { args: ["ptr", "ptr", "u32", "i32", "ptr"], returns: "i32" },
  lm_ask: { args: ["ptr", "u32", "ptr", "u32", "ptr", "u32"], returns: "i32" },
  lm_result: { args: ["ptr"], returns: "i32" },
  lm_signal: { args: ["ptr", "u32"], returns: "i32" },
  lm_pair: { args: ["ptr"], returns: "i32" },
  lm_await: { args: ["i32"], returns: "i32", waits: true },
  lm_close: { args: ["i32"], returns: "i32" },
} as const satisfies Signatures;

/** The functions of the shim. Results are 0, a count or -errno; memory is a TypedArray or an address of lm_map. */
export interface Shim {
  lm_abi(): number;
  lm_session_bytes(): number;
  lm_map(bytes: number): Address | null;
  lm_unmap(memory: Address, bytes: number): number;
  lm_init(session: Memory): number;
  lm_check(program: Memory, size: number, observationBytes: number): number;
  lm_run(session: Memory, program: Memory, size: number, observation: Memory, observationBytes: number): number;
  lm_start(session: Memory, stack: Memory, stackBytes: number, wake: number): number;
  lm_submit(session: Memory, program: Memory, size: number, observation: Memory, observationBytes: number): number;
  lm_ready(session: Memory): number;
  lm_settle(session: Memory, microseconds: number): number;
  lm_held(session: Memory): number;
  lm_keep(session: Memory, kept: number): number;
  lm_clear(session: Memory): number;
  lm_write(session: Memory, register: number, bytes: Memory, size: number): number;
  lm_reset(session: Memory): number;
  lm_stop(session: Memory): number;
  lm_enclose(session: Memory, place: Memory, size: number, user: number, answer: Memory): number;
  lm_ask(session: Memory, what: number, bytes: Memory, size: number, answer: Memory, room: number): number;
  lm_result(session: Memory): number;
  lm_signal(session: Memory, signal: number): number;
  lm_pair(pair: Int32Array): number;
  /** On a thread of its own where the runtime can do that; elsewhere nobody calls it. */
  lm_await(fd: number): number | Promise<number>;
  lm_close(fd: number): number;
}

export type { Memory };

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
  const found = runtime.env("LAYERMOUNT_SHIM") === "cc" ? compiled() : prebuilt();
  requireAbi(found.lm_abi());
  loaded = found;
  return found;
}

function prebuilt(): Shim {
  const { arch } = runtime;
  if (arch !== "x64" && arch !== "arm64") throw new ShimError(`there is no shim for ${arch}; x64 and arm64 have one`);
  const path = runtime.shipped(PREBUILT[arch]);
  try {
    return asShim(runtime.open(path, SYMBOLS));
  } catch (cause) {
    throw new ShimError(`the shim could not be loaded: ${path}`, undefined, cause);
  }
}

/** For development: the runtime's own C compiler. */
function compiled(): Shim {
  const source = new URL("./shim.c", import.meta.url).pathname;
  if (runtime.compile === undefined) throw new ShimError(`${runtime.name} has no C compiler for ${source}`);
  try {
    return asShim(runtime.compile(source, SYMBOLS));
  } catch (cause) {
    throw new ShimError(`the shim could not be compiled: ${source}`, undefined, cause);
  }
}

function asShim(functions: Functions): Shim {
  return functions as unknown as Shim;
}
