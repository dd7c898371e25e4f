import { ABORTED, LayermountError } from "../errors.ts";
import { Pool } from "../linux/pool.ts";
import type { Session } from "../linux/session.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import { planner } from "../planner/planner.ts";
import type { Asked } from "../run/carry-out.ts";
import type { Driver } from "../run/driver.ts";
import type { Recording } from "../trace/recording.ts";
import type { Options, Path } from "../types.ts";
import { type Found, findCapabilities } from "./found.ts";
import { lessLowered } from "./lowered.ts";

let pool: Pool | undefined;
let prepared: Promise<Session> | undefined;

/** What every function of the library works with. */
export interface Context {
  readonly planner: Asked;
  readonly session: Session;
  /** What programs are given to: it stops between two of them when the caller's signal says so. */
  readonly driver: Driver;
  /** As `driver`, for what must be done whatever the signal says. */
  readonly kernel: Driver;
  readonly capabilities: Capabilities;
  /** Only where the run is recorded: all of that is in its file. @throws FailedError `trace.file` */
  readonly settle?: () => void;
}

/** Says that a function of the library will be called soon: a thread starts, and the planner is compiled, meanwhile. */
export function prepare(): void {
  const failsLater = (): void => undefined;
  planner().catch(failsLater);
  pool ??= new Pool();
  prepared ??= pool.acquire();
  prepared.catch(failsLater);
}

/** How `inContext` goes about it. */
export interface Manner {
  /** What `work` carries out takes back what it did when the caller's signal ends it; else it just ends. */
  readonly undoes?: true;
  /** Capabilities are found anew, whatever an earlier process found. */
  readonly anew?: true;
  /** Called as soon as the capabilities are known, while the planner may still be compiled. */
  readonly meanwhile?: (capabilities: Capabilities) => void;
}

/**
 * Runs `work` with a session of its own. What was refused or failed by capabilities that an earlier process had found
 * is done again with those of now, where they differ: a module may have been loaded since.
 */
export async function inContext<T>(
  options: Options,
  work: (context: Context) => Promise<T>,
  { undoes, anew, meanwhile }: Manner = {},
): Promise<T> {
  const { signal, onProgress } = options;
  const watching = signal || onProgress ? await import("../run/watched.ts") : undefined;
  watching?.requireWatching(options);
  if (signal?.aborted) throw (await import("../run/abort.ts")).abortError(signal);
  const loading = planner();
  // Whoever waits for it below gets the error.
  loading.catch(() => undefined);
  pool ??= new Pool();
  const session = await taken(pool, signal);
  let tape: Recording | undefined;
  try {
    tape = options.record === undefined ? undefined : await openTape(options.record, options.driver === undefined);
    const plain = options.driver?.(session) ?? session.lending;
    const kernel = tape?.beside(plain) ?? plain;
    const driver = watching?.watched(kernel, options, undoes === true) ?? kernel;
    const given = options.capabilities;
    const known = given ? { capabilities: given, kept: false } : await findCapabilities(session, options, anew);
    const run = async (found: Found): Promise<T> => {
      const capabilities = await lessLowered(found.capabilities, options);
      meanwhile?.(capabilities);
      const asked = tape?.recording(await loading) ?? (await loading);
      const settle = tape && { settle: () => tape?.settle() };
      const done = await work({ planner: asked, session, driver, kernel, capabilities, ...settle });
      tape?.settle();
      return done;
    };
    return await run(known).catch(async (error: unknown) => {
      if (!known.kept || !isOfCapabilities(error)) throw error;
      // What was left open by the run that failed would be in the way of the probe.
      await session.reset();
      const now = await findCapabilities(session, options, true);
      if (JSON.stringify(now.capabilities) === JSON.stringify(known.capabilities)) throw error;
      return run(now);
    });
  } catch (error) {
    throw signal ? (await import("../run/abort.ts")).withReason(error, signal) : error;
  } finally {
    tape?.close();
    await pool.release(session);
  }
}

/** Looks at something by a session that a run is about to take, or has given back. */
export async function withShared<T>(work: (session: Session) => Promise<T>): Promise<T> {
  pool ??= new Pool();
  const session = await taken(pool, undefined);
  try {
    return await work(session);
  } finally {
    await pool.release(session);
  }
}

/** Loaded when it is asked for: few runs are recorded. */
let taping: typeof import("../trace/recording.ts") | undefined;

async function openTape(path: Path, waits: boolean): Promise<Recording> {
  taping ??= await import("../trace/recording.ts");
  return taping.Recording.open(path, waits);
}

/** Whether other capabilities might have led elsewhere, and nothing is left of the run that failed. */
function isOfCapabilities(error: unknown): boolean {
  if (!(error instanceof LayermountError) || error.rule === ABORTED) return false;
  return error.kind === "refused" || error.kind === "failed";
}

/** A session, unless the signal comes while none is free. */
async function taken(from: Pool, signal: AbortSignal | undefined): Promise<Session> {
  const early = prepared;
  prepared = undefined;
  if (early) return early;
  if (signal === undefined) return from.acquire();
  const { unlessAborted } = await import("../run/abort.ts");
  return unlessAborted(from.acquire(), signal, (late) => void from.release(late));
}
