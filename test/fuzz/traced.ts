/** What comes of a trace that somebody changed or a disk spoilt: told and replayed, or refused by rule. */
import { painted } from "../../host/cli/paint.ts";
import { shownTrace } from "../../host/cli/text/trace.ts";
import { LayermountError, redactTrace, replay, traceText } from "../../host/index.ts";

const RULES = new Set(["trace.malformed", "trace.core"]);

/** In a word; every sixteenth one that replays is also told without its names. */
export async function answerToTrace(trace: Uint8Array): Promise<string> {
  try {
    const replayed = await replay(trace);
    const text = await traceText(trace);
    shownTrace(text, painted(false));
    if (text.length % 16 === 0) await redacted(trace);
    return replayed.same ? "same" : "different";
  } catch (error) {
    if (error instanceof LayermountError && RULES.has(error.rule)) return error.rule;
    throw error instanceof LayermountError ? (error.cause ?? error) : error;
  }
}

async function redacted(trace: Uint8Array): Promise<void> {
  try {
    await redactTrace(trace);
  } catch (error) {
    if (!(error instanceof LayermountError && error.rule === "trace.not-redactable")) throw error;
  }
}
