import { LayermountError } from "../errors.ts";
import type { Called } from "./misuse.ts";

/** What the planner says of a message that was made of values of other types: the arguments tell more. */
const MALFORMED = "run.message";

/**
 * What a public function gives or throws: whatever came from beneath, callers get an error of layermount. What was
 * wrong with the arguments is looked for only then: looking at those of a good call would take longer than planning.
 */
export async function answered<T>(called: Called, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LayermountError && error.rule !== MALFORMED) throw error;
    throw (await import("./misuse.ts")).errorOfCall(called, error);
  }
}
