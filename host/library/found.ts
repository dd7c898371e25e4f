import planned from "../../core-wasm/planner.json" with { type: "json" };
import type { Session } from "../linux/session.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import { planner } from "../planner/planner.ts";
import { circumstances, readCapabilities, writeCapabilities } from "../records/capabilities.ts";
import { type State, stateIn } from "../records/state.ts";
import type { Options } from "../types.ts";

/** What this kernel can do, and whether an earlier process found it out. */
export interface Found {
  readonly capabilities: Capabilities;
  readonly kept: boolean;
}

let found: Promise<Found> | undefined;

/**
 * What this kernel can do: by an earlier process under the same circumstances, whose answer the state directory keeps,
 * or by trying. It is found once a process.
 *
 * @param anew Try, whatever was found before, and keep that.
 */
export async function findCapabilities(session: Session, options: Options, anew = false): Promise<Found> {
  if (anew) found = undefined;
  found ??= find(session, options, anew);
  // A probe that failed, because a directory was full say, is tried again by the next call.
  return found.catch((error: unknown) => {
    found = undefined;
    throw error;
  });
}

async function find(session: Session, options: Options, anew: boolean): Promise<Found> {
  const state = await stateOf(session, options);
  // The planner decides what is tried: that of another build may ask for more.
  const under = state && (await circumstances(state, planned.sources));
  const isKept = state !== undefined && under !== undefined;
  // A directory that cannot be trusted is refused where a record is to be written; here it holds nothing.
  const kept = isKept && !anew ? await readCapabilities(state, under).catch(() => undefined) : undefined;
  if (kept) return { capabilities: kept, kept: true };
  const { probeKernel } = await import("../capabilities/probe.ts");
  const capabilities = await probeKernel(await planner(), session);
  if (isKept) await writeCapabilities(state, under, capabilities).catch(() => false);
  return { capabilities, kept: false };
}

/** The state directory, where there is one. */
async function stateOf(session: Session, options: Options): Promise<State | undefined> {
  if (options.state === false) return undefined;
  return stateIn(session, options.state).catch(() => undefined);
}
