import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import { plannerDigest } from "../planner/module.ts";
import { ruleError } from "../rules.ts";
import type { Asked } from "../run/carry-out.ts";
import { Unable } from "../runtime/unable.ts";
import type { Path } from "../types.ts";
import { withoutAddresses } from "./auxiliary.ts";
import { Tape } from "./tape.ts";

/** Opened at the beginning: what cannot be recorded is not begun. @throws LayermountError `trace.file` */
export async function openTape(path: Path): Promise<Tape> {
  const core = await plannerDigest();
  const file = bytesOf(path);
  try {
    return new Tape(runtime.writer(file), core, { masking: withoutAddresses });
  } catch (error) {
    if (error instanceof Unable) throw error;
    const other = error instanceof Error && "code" in error ? String(error.code) : String(error);
    throw ruleError("refused", "trace.file", { item: file, other }, { cause: error });
  }
}

/** Does some work with a planner whose runs are recorded in a file. */
export async function recorded<T>(path: Path, planner: Asked, work: (asked: Asked) => Promise<T>): Promise<T> {
  const tape = await openTape(path);
  try {
    return await work(tape.recording(planner));
  } finally {
    tape.close();
  }
}
