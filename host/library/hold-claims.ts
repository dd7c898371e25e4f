import { LayermountError } from "../errors.ts";
import type { Capabilities } from "../planner/generated/types.ts";
import type { Asked } from "../run/carry-out.ts";
import type { MountRequest, Options } from "../types.ts";
import { claimTops, topsOf } from "./claim-uppers.ts";
import { Recorder } from "./recorder.ts";

/**
 * The claims of a mount that goes with its process: nothing of it is recorded, but nobody else may have its upperdirs
 * meanwhile. Undefined where it has none, or where there is no state directory.
 *
 * @throws RefusedError `upper.in-use` and others of {@link claimTops}.
 */
export async function holdClaims(
  planner: Asked,
  request: MountRequest,
  capabilities: Capabilities,
  { state }: Pick<Options, "state">,
): Promise<Recorder | undefined> {
  if (state === false || (await topsOf(request)).length === 0) return undefined;
  const recorder = await Recorder.open(state).catch((error: unknown) => {
    if (error instanceof LayermountError && error.rule === "records.no-directory") return undefined;
    throw error;
  });
  if (recorder === undefined) return undefined;
  try {
    // The others are mounted where this process is, and not in the namespace of the mount.
    const driver = recorder.kernel;
    await claimTops({ planner, driver, capabilities }, request, recorder);
    await recorder.announce();
    return recorder;
  } catch (error) {
    await recorder.close();
    throw error;
  }
}
