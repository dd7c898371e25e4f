// What `--json` prints: one document of these types, on standard output, whatever the outcome. Numbers that may be
// larger than 2^53 are decimal texts. Paths are bytes: a path that is no UTF-8 comes as text with U+FFFD and, beside
// it, as base64 of its bytes.
export type { JsonFailure, JsonHolder, JsonNote } from "./json/failure.ts";
export type {
  JsonDecision,
  JsonEffect,
  JsonHolders,
  JsonIdRange,
  JsonList,
  JsonListed,
  JsonMounted,
  JsonMountedPart,
  JsonPlan,
  JsonTarget,
  JsonUnmounted,
  JsonWarning,
  JsonWith,
} from "./json/mounts.ts";
export type { JsonOrdinary, JsonProbe } from "./json/probe.ts";
export type { JsonRecovered, JsonRecoveredRun } from "./json/recovered.ts";
export type { JsonCompletion, JsonExplain, JsonMan } from "./json/tell.ts";
export type { JsonReplay, JsonShow } from "./json/trace.ts";
export type { JsonUser } from "./json/user.ts";
