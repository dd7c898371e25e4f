import { probeKernel } from "../capabilities/probe.ts";
import { Pool } from "../linux/pool.ts";
import type { Session } from "../linux/session.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import { type Planner, planner } from "../planner/planner.ts";
import type { Driver } from "../run/driver.ts";
import type { Options } from "../types.ts";

let pool: Pool | undefined;
let found: Promise<Capabilities> | undefined;

/** What every function of the library works with. */
export interface Context {
  readonly planner: Planner;
  readonly session: Session;
  readonly driver: Driver;
  readonly capabilities: Capabilities;
}

function names(options: Options): readonly string[] {
  const environment = Bun.env["LAYERMOUNT_LOWER"];
  const set = environment ? environment.split(",").filter((name) => name !== "") : [];
  return options.lower ? [...set, ...options.lower] : set;
}

/** What this kernel can do, found once a process, less what is to be done without. */
export async function capabilitiesOf(shared: Planner, driver: Driver, options: Options): Promise<Capabilities> {
  let capabilities = options.capabilities;
  if (capabilities === undefined) {
    found ??= probeKernel(shared, driver);
    // A probe that failed, because a directory was full say, is tried again by the next call.
    capabilities = await found.catch((error: unknown) => {
      found = undefined;
      throw error;
    });
  }
  const without = names(options);
  if (without.length === 0) return capabilities;
  const { lowered } = await import("../capabilities/lower.ts");
  return lowered(capabilities, without);
}

/** Runs `work` with a session of its own. */
export async function inContext<T>(options: Options, work: (context: Context) => Promise<T>): Promise<T> {
  const shared = await planner();
  pool ??= new Pool();
  const session = await pool.acquire();
  try {
    const driver = options.driver?.(session) ?? session.lending;
    const capabilities = await capabilitiesOf(shared, session, options);
    return await work({ planner: shared, session, driver, capabilities });
  } finally {
    await pool.release(session);
  }
}
