// Loaded only where a trace is read: few programs do.
import { runtime } from "#runtime";
import { plannerDigest } from "../planner/module.ts";
import { planner } from "../planner/planner.ts";
import { MessageError } from "../planner/reader.ts";
import { linesOf, textOfLines } from "../trace/lines.ts";
import { Malformed } from "../trace/malformed.ts";
import { isRaw, readRaw } from "../trace/raw.ts";
import { MalformedLine, type ReadTrace, readTrace } from "../trace/read.ts";
import { replayRun } from "../trace/replay.ts";
import type { Replayed, ReplayedRun } from "../types.ts";

/** The canonical text of a recording; of a text, itself. @throws LayermountError */
export async function textOf(recorded: Uint8Array): Promise<string> {
  // Anything else would be read as an empty text.
  if (!(recorded instanceof Uint8Array)) throw new TypeError("recorded");
  if (!isRaw(recorded)) {
    const text = new TextDecoder().decode(recorded);
    await whole(() => readTrace(text));
    return text;
  }
  const { runs } = await whole(() => readRaw(recorded));
  const core = await plannerDigest();
  const other = runs.find((run) => run.core !== core)?.core;
  if (other !== undefined) throw (await import("../rules.ts")).ruleError("refused", "trace.core", { other });
  const shared = await planner();
  const texts: string[] = [];
  for (const run of runs) texts.push(textOfLines(await whole(() => linesOf(run, shared, runtime.digest))));
  return texts.join("");
}

/** The same trace without the names of whoever recorded it. @throws LayermountError */
export async function redactedText(recorded: Uint8Array): Promise<string> {
  const text = await textOf(recorded);
  const { redacted } = await import("../trace/redact/redact.ts");
  return whole(async () => redacted(text, await planner(), runtime.digest));
}

/** What replaying it shows. @throws LayermountError */
export async function replayed(recorded: Uint8Array): Promise<Replayed> {
  const text = await textOf(recorded);
  const trace = await whole((): ReadTrace => readTrace(text));
  const core = await plannerDigest();
  const runs: ReplayedRun[] = [];
  for (const run of trace.runs) {
    runs.push(await whole(async () => replayRun(run, await planner(), runtime.digest)));
  }
  return {
    runs,
    same: runs.every(({ difference }) => difference === undefined),
    samePlanner: trace.runs.every((run) => run.core === core),
    torn: trace.torn || (isRaw(recorded) && readRaw(recorded).torn > 0),
    digest: await runtime.digest(new TextEncoder().encode(text)),
  };
}

/** What is read, or the refusal of what is no trace. */
async function whole<T>(read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof Malformed || error instanceof MessageError)) throw error;
    const where = error instanceof MalformedLine ? `line ${error.line}: ` : "";
    const { ruleError } = await import("../rules.ts");
    throw ruleError("refused", "trace.malformed", { other: `${where}${error.message}` }, { cause: error });
  }
}
