// A mount in a mount namespace of its own, and what is done there.
import { probeKernel } from "../capabilities/probe.ts";
import type { LayermountError } from "../errors.ts";
import type { Enclosure, Exit } from "../linux/enclosure.ts";
import type { Capabilities, MountOutcome } from "../planner/generated/types.ts";
import { type Asked, carryOut } from "../run/carry-out.ts";
import type { Driver } from "../run/driver.ts";
import type { Command, MountedWith, MountRequest, Options, WithOptions, WithResult } from "../types.ts";
import { type EnclosedCommand, enclosedCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { enclosed, endedError, mountedError, placeFor, startError } from "./enclose.ts";
import { requireWanted } from "./enclosed-call.ts";
import { firstPlanHash, planHash } from "./hash.ts";
import { holdClaims } from "./hold-claims.ts";
import { lessLowered } from "./lowered.ts";
import { partsOf } from "./parts.ts";
import { requirePatience } from "./patience.ts";
import type { Recorder } from "./recorder.ts";
import { plannedRequest, scratchIn } from "./request.ts";
import { isUnseen, takeDown } from "./unmount.ts";

const SIGTERM = 15;

/** Runs a command with a mount of its own. */
export async function enclosing(
  shared: Asked,
  request: Omit<MountRequest, "target" | "mkdir">,
  command: Command,
  options: WithOptions,
): Promise<WithResult> {
  await requireWanted(options);
  requirePatience(options);
  const place = placeFor();
  const told = await enclosedCommand(command, place, options.stops);
  const enclosure = await enclosed(place, options.userNamespace);
  let left: unknown;
  const result = await within(shared, enclosure, inPlace(request, place), told, options).catch(
    async (error: unknown) => {
      await enclosure.close().catch(() => undefined);
      throw await endedError(error, options.signal);
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
  const there = await mountEnclosed(shared, enclosure, request, options);
  const { mounted, outcome, capabilities, kernel } = there;
  try {
    await enclosure.reset();
    // What it throws ends the enclosure, and everything with it.
    await options.onStart?.(mounted, (number) => enclosure.signal(number));
    const exit = await ran(enclosure, command, options.signal);
    const down = await takenDown({ planner: shared, driver: kernel, capabilities }, outcome, options);
    if (exit instanceof Error) throw exit;
    return { ...mounted, exit, ...down };
  } finally {
    await there.tops?.close();
  }
}

/** The mount is there for a while: what would be in the way of the next one is dropped. */
function inPlace(request: Omit<MountRequest, "target" | "mkdir">, target: Uint8Array): MountRequest {
  return { ...request, target, view: request.view ?? "temporary" };
}

/** What is mounted in an enclosure, and what takes it down again. */
export interface MountedThere {
  readonly mounted: MountedWith;
  readonly outcome: MountOutcome;
  readonly capabilities: Capabilities;
  /** Stops between two programs when the caller's signal says so. */
  readonly driver: Driver;
  /** As `driver`, whatever the signal says. */
  readonly kernel: Driver;
  /** The claims of what it writes to, to be closed when it is not there any more. */
  readonly tops: Recorder | undefined;
}

/** Finds out what can be done in an enclosure, and mounts there. */
export async function mountEnclosed(
  shared: Asked,
  enclosure: Enclosure,
  request: MountRequest,
  options: Options,
): Promise<MountedThere> {
  const capabilities = await lessLowered(options.capabilities ?? (await probeKernel(shared, enclosure)), options);
  const kernel = options.driver?.(enclosure) ?? enclosure;
  const { signal, onProgress } = options;
  const driver = signal || onProgress ? (await import("../run/watched.ts")).watched(kernel, options, true) : kernel;
  const tops = await holdClaims(shared, request, capabilities, options);
  let hash = await firstPlanHash(request, capabilities);
  const asked = plannedRequest(request, { scratch: scratchIn() });
  const { answer, steps } = await carryOut(shared, driver, asked, capabilities, () => {
    hash ??= planHash(request, capabilities);
  }).catch(async (error: unknown) => {
    await tops?.close();
    throw error;
  });
  if (answer.tag !== "mounted") throw new Error(`a mount ended as ${answer.tag}`);
  const outcome = answer.value;
  const { target, warnings } = outcome;
  const mounted = { target, mounts: partsOf(outcome), warnings, planHash: hash ?? "", steps };
  return { mounted, outcome, capabilities, driver, kernel, tops };
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
  try {
    const how = { any: isUnseen(outcome), ...(patience !== undefined && { patience }) };
    return { unmounted: await takeDown(context, outcome, how) };
  } catch (error) {
    const { withHolders } = await import("./in-the-way.ts");
    return { failure: await mountedError(await failureOf(await endedError(await withHolders(error, context.driver)))) };
  }
}

/** What is given back and not thrown is of a class of ours, too. */
async function failureOf(error: unknown): Promise<LayermountError> {
  return (await import("./misuse.ts")).foreignError(error);
}
