import type { Command, Mounted, TemporaryOptions, TemporaryRequest, WithOptions, WithResult } from "../types.ts";
import { answered } from "./answered.ts";
import { withPlanner } from "./enclosed-call.ts";
import { enclosing } from "./enclosing.ts";
import { requirePatience } from "./patience.ts";

/**
 * Mounts in a mount namespace of its own, runs a command there with `LAYERMOUNT_ROOT` set, and takes everything down.
 * Nobody else sees the mount. An ordinary user can do it, too: then the command runs in a user namespace, as uid 0 of
 * which stands for the caller.
 *
 * The command has the standard streams and the terminal of this process, and is killed when this process ends. Signal
 * handlers stay as they are: whoever wants to pass signals on does it through `onStart`.
 *
 * @param request As for `mount`, but without a target: it is a directory that is made for it and removed again. `view`
 *   is `temporary` unless said otherwise.
 * @param command What is run, searched for as execvp(3) does.
 * @param options `patience`: milliseconds (0 to 60,000, 2,500 unless said otherwise) for which a busy mount is tried
 *   again; `userNamespace`: whether to make one, by itself where it is needed; `onStart`: told what is mounted directly
 *   before the command starts, and gets a function that sends it a signal (1 to 64); `stops`: this process stops when
 *   the command is stopped, and goes on with it, as a shell expects it of what it started. When `signal` aborts, the
 *   command gets SIGTERM. Nothing is recorded; `state` says where upperdirs and workdirs are claimed meanwhile, and
 *   `false` that they are not.
 * @returns How the command ended, what was mounted, and how the take-down went: `unmounted`, or the error as `failure`.
 *   What is still busy then goes with the last process that the command left running.
 * @throws LayermountError as `mount`; `with.namespaces`, `with.maps`, `with.private`, `with.process`, `with.proc`,
 *   `with.place` when there is nowhere to mount; `with.directory`, `with.not-found`, `with.not-executable` when the command could not be
 *   started: all is undone then; `with.ended` when somebody killed the process in the namespace.
 * @see unshare(2), user_namespaces(7), mount_namespaces(7)
 * @example
 * ```ts
 * import { withMount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const { exit, unmounted } = await withMount({ mounts: [root] }, { argv: ["sh", "-c", 'ls "$LAYERMOUNT_ROOT" >&2'] });
 * if (!("code" in exit) || exit.code !== 0) throw new Error("both layers are listed");
 * if (unmounted?.unmounted !== 1) throw new Error("and nothing is left of the mount");
 * ```
 */
export function withMount(request: TemporaryRequest, command: Command, options?: WithOptions): Promise<WithResult>;
/**
 * Mounts at a directory of its own, calls a function with it, and takes everything down, also when the function throws.
 *
 * The mount is in the caller's own mount namespace, so that the function and all that it starts can see it; who may not
 * mount there is refused, and can give a command instead.
 *
 * @param request As for `mount`, but without a target: it is a directory that is made for it and removed again. `view`
 *   is `temporary` unless said otherwise: the word `volatile` is left out then, with a warning; with `read-only`
 *   nothing can be written, and taking down writes nothing back.
 * @param options As for `mount`; `patience`: milliseconds (0 to 60,000, 2,500 unless said otherwise) for which a busy
 *   mount is tried again. When `signal` aborts before the function is called, nothing stays mounted and it is not
 *   called; afterwards the signal is the function's own business.
 * @param work Called with the directory as a text, and with what `mount` gives: `target` has its bytes. A promise is
 *   waited for.
 * @returns What the function gives.
 * @throws LayermountError as `mount` and as `unmount`; whatever the function throws; and a SuppressedError when both
 *   the function (`suppressed`) and taking down (`error`) fail.
 * @see mount(2), umount2(2)
 * @example
 * ```ts
 * import { withMount } from "layermount";
 * import { readdir } from "node:fs/promises";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const options = { state: `${dir}/state` };
 * const names = await withMount({ mounts: [root], view: "read-only" }, options, (root) => readdir(root));
 * if (names.length === 0) throw new Error("both layers are seen");
 * ```
 */
export function withMount<T>(
  request: TemporaryRequest,
  options: TemporaryOptions,
  work: (root: string, mounted: Mounted) => T | Promise<T>,
): Promise<T>;
export function withMount<T>(
  request: TemporaryRequest,
  second: Command | TemporaryOptions,
  third: WithOptions | ((root: string, mounted: Mounted) => T | Promise<T>) = {},
): Promise<WithResult | T> {
  if (typeof third === "function") return withWork(request, second as TemporaryOptions, third);
  return withCommand(request, second as Command, third);
}

function withCommand(request: TemporaryRequest, command: Command, options: WithOptions): Promise<WithResult> {
  return answered({ name: "withMount", args: [request, command, options] }, () =>
    withPlanner(options, (asked) => enclosing(asked, request, command, options)),
  );
}

/** Outside of what makes our errors of foreign ones: those of the function are its caller's. */
async function withWork<T>(
  request: TemporaryRequest,
  options: TemporaryOptions,
  work: (root: string, mounted: Mounted) => T | Promise<T>,
): Promise<T> {
  const { mountedTemporarily } = await import("./temporary.ts");
  const mounted = await answered({ name: "withMount.work", args: [request, options, work] }, () => {
    requirePatience(options);
    return mountedTemporarily(request, options);
  });
  const down = () => mounted.unmount(options.patience === undefined ? {} : { patience: options.patience });
  let result: T;
  try {
    result = await work(new TextDecoder().decode(mounted.target), mounted);
  } catch (error) {
    await down().catch((left: unknown) => {
      throw bothErrors(left, error);
    });
    throw error;
  }
  await down();
  return result;
}

/** As `await using` has it: what went wrong last, and what went wrong before. Some runtimes have no such class yet. */
function bothErrors(error: unknown, suppressed: unknown): Error {
  const message = "the function failed, and so did taking down its mount";
  if (typeof SuppressedError === "function") return new SuppressedError(error, suppressed, message);
  return Object.assign(new Error(message), { name: "SuppressedError", error, suppressed });
}
