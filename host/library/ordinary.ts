import { probeDirectory } from "../capabilities/probe.ts";
import { LayermountError } from "../errors.ts";
import type { Enclosure } from "../linux/enclosure.ts";
import { planner } from "../planner/planner.ts";
import type { OrdinaryProbe, Path } from "../types.ts";
import { enclosed, placeFor } from "./enclose.ts";

/**
 * What somebody who may not mount can do in namespaces of their own, proved by doing it: a writable overlay is
 * attached there, written through and taken away. A security module may allow the namespaces and deny the mount.
 */
export async function probeOrdinary(directory: Path): Promise<OrdinaryProbe> {
  let enclosure: Enclosure;
  try {
    enclosure = await enclosed(placeFor(), true);
  } catch (error) {
    if (!(error instanceof LayermountError)) throw error;
    return { refusal: { rule: error.rule, message: error.message, hint: error.hint } };
  }
  try {
    const probe = await probeDirectory(await planner(), enclosure, directory, true);
    return { probe, overlay: probe.answers.find(({ name }) => name === "attach")?.errno ?? 0 };
  } finally {
    await enclosure.close();
  }
}
