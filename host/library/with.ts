import { probeKernel } from "../capabilities/probe.ts";
import type { LayermountError } from "../errors.ts";
import type { Enclosure, Exit } from "../linux/enclosure.ts";
import type { MountOutcome } from "../planner/generated/types.ts";
import { planner } from "../planner/planner.ts";
import { type Asked, carryOut } from "../run/carry-out.ts";
import type { Command, MountRequest, Unmounted, WithOptions, WithResult } from "../types.ts";
import { answered } from "./answered.ts";
import { type EnclosedCommand, enclosedCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { enclosed, endedError, mountedError, placeFor, startError } from "./enclose.ts";
import { planHash } from "./hash.ts";
import { lessLowered } from "./lowered.ts";
import { partsOf } from "./parts.ts";
import { plannedRequest } from "./request.ts";
import { takeDown } from "./unmount.ts";

const SIGTERM = 15;
const PATIENCE_MOST = 60000;

/**
 * Mounts in a mount namespace of its own, runs a command there with `LAYERMOUNT_ROOT` set, and takes everything down.
 * Nobody else sees the mount. An ordinary user can do it, too: then the command runs in a user namespace, as uid 0 of
 * which stands for the caller.
 *
 * The command has the standard streams and the terminal of this process, and is killed when this process ends. Signal
 * handlers stay as they are: whoever wants to pass signals on does it through `onStart`.
 *
 * @param request As for `mount`, but without a target: it is a directory that is made for it and removed again.
 * @param command What is run, searched for as execvp(3) does.
 * @param options `patience`: milliseconds (0 to 60,000, 2,500 unless said otherwise) for which a busy mount is tried
 *   again; `userNamespace`: whether to make one, by itself where it is needed; `onStart`: told what is mounted directly
 *   before the command starts, and gets a function that sends it a signal (1 to 64); `stops`: this process stops when
 *   the command is stopped, and goes on with it, as a shell expects it of what it started. When `signal` aborts, the
 *   command gets SIGTERM. `state` means nothing here: nothing is recorded.
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
export function withMount(
  request: Omit<MountRequest, "target" | "mkdir">,
  command: Command,
  options: WithOptions = {},
): Promise<WithResult> {
  return answered({ name: "withMount", args: [request, command, options] }, async () => {
    const work = (asked: Asked) => enclosing(asked, request, command, options);
    const shared = await planner();
    if (options.record === undefined) return work(shared);
    return (await import("../trace/open.ts")).recorded(options.record, shared, work);
  });
}

async function enclosing(
  shared: Asked,
  request: Omit<MountRequest, "target" | "mkdir">,
  command: Command,
  options: WithOptions,
): Promise<WithResult> {
  const { signal, onProgress, patience = 0 } = options;
  if (signal || onProgress) (await import("../run/watched.ts")).requireWatching(options);
  // Wanted when the command has ended: too late to learn that it is none.
  if (!(Number.isInteger(patience) && patience >= 0 && patience <= PATIENCE_MOST)) throw new RangeError("patience");
  const place = placeFor();
  const told = await enclosedCommand(command, place, options.stops);
  if (signal?.aborted) throw (await import("../run/abort.ts")).abortError(signal);
  const enclosure = await enclosed(place, options.userNamespace);
  let left: unknown;
  const result = await within(shared, enclosure, { ...request, target: place }, told, options).catch(
    async (error: unknown) => {
      await enclosure.close().catch(() => undefined);
      throw await endedError(error, signal);
    },
  );
  await enclosure.close().catch((error: unknown) => {
    left = error;
  });
  if (left === undefined) return result;
  return { ...result, failure: result.failure ?? (await failureOf(await endedError(left, undefined, place))) };
}

async function within(
  shared: Asked,
  enclosure: Enclosure,
  request: MountRequest,
  command: EnclosedCommand,
  options: WithOptions,
): Promise<WithResult> {
  const capabilities = await lessLowered(options.capabilities ?? (await probeKernel(shared, enclosure)), options);
  const kernel = options.driver?.(enclosure) ?? enclosure;
  const { signal, onProgress } = options;
  const driver = signal || onProgress ? (await import("../run/watched.ts")).watched(kernel, options, true) : kernel;
  let hash = "";
  const { answer, steps } = await carryOut(shared, driver, plannedRequest(request), capabilities, (program) => {
    hash = planHash(program);
  });
  if (answer.tag !== "mounted") throw new Error(`a mount ended as ${answer.tag}`);
  const outcome = answer.value;
  const mounted = {
    target: outcome.target,
    mounts: partsOf(outcome),
    warnings: outcome.warnings,
    planHash: hash,
    steps,
  };
  await enclosure.reset();
  // What it throws ends the enclosure, and everything with it.
  await options.onStart?.(mounted, (number) => enclosure.signal(number));
  const exit = await ran(enclosure, command, signal);
  const down = await takenDown({ planner: shared, driver: kernel, capabilities }, outcome, options);
  if (exit instanceof Error) throw exit;
  return { ...mounted, exit, ...down };
}

/** How the command ended, or why it did not begin. */
async function ran(enclosure: Enclosure, command: EnclosedCommand, signal?: AbortSignal): Promise<Exit | Error> {
  const end = () => enclosure.signal(SIGTERM);
  if (signal?.aborted) end();
  signal?.addEventListener("abort", end, { once: true });
  try {
    return await enclosure.start(command);
  } catch (error) {
    return await startError(error, command);
  } finally {
    signal?.removeEventListener("abort", end);
  }
}

type TakenDown = Pick<WithResult, "unmounted" | "failure">;

/** What could not be taken down is no reason to forget how the command ended. */
async function takenDown(
  context: Pick<Context, "planner" | "driver" | "capabilities">,
  outcome: MountOutcome,
  { patience }: WithOptions,
): Promise<TakenDown> {
  const unseen = outcome.mounts.some(({ identity }) => identity.mountId === 0n);
  try {
    const unmounted: Unmounted = await takeDown(context, outcome, {
      any: unseen,
      ...(patience !== undefined && { patience }),
    });
    return { unmounted };
  } catch (error) {
    return { failure: await mountedError(await failureOf(await endedError(error))) };
  }
}

/** What is given back and not thrown is of a class of ours, too. */
async function failureOf(error: unknown): Promise<LayermountError> {
  return (await import("./misuse.ts")).foreignError(error);
}
