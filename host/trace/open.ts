import { runtime } from "#runtime";
import { bytesOf } from "../bytes.ts";
import { plannerDigest } from "../planner/module.ts";
import { ruleError } from "../rules.ts";
import type { Asked } from "../run/carry-out.ts";
import type { FileWriter } from "../runtime/runtime.ts";
import { Unable } from "../runtime/unable.ts";
import type { Path } from "../types.ts";
import { withoutAddresses } from "./auxiliary.ts";
import { type Manner, Tape } from "./tape.ts";

/** Opened at the beginning: what cannot be recorded is not begun. @throws LayermountError `trace.file` */
export async function openTape(path: Path, manner: Manner = {}): Promise<Tape> {
  const core = await plannerDigest();
  const file = bytesOf(path);
  return new Tape(openFile(file), core, { ...manner, masking: withoutAddresses });
}

function openFile(file: Uint8Array): FileWriter {
  try {
    return runtime.writer(file, true);
  } catch (error) {
    throw error instanceof Unable ? error : notRecorded("refused", file, error);
  }
}

/** What is wrong with a file that was to be written. */
export function notRecorded(kind: "refused" | "failed", file: Uint8Array, error: unknown): Error {
  const other =
    error instanceof Error && "code" in error
      ? String(error.code)
      : error instanceof Error
        ? error.message
        : String(error);
  return ruleError(kind, "trace.file", { item: file, other }, { cause: error });
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
