// The library: what programs import as "layermount". Below it: library/ (one file a function), run/ (asks the planner
// and lets a driver carry out), planner/ (the WebAssembly and its codec), linux/ (the kernel), records/ (what remains).

export {
  AbortError,
  type ErrorKind,
  FailedError,
  FaultError,
  LayermountError,
  LeftError,
  RefusedError,
  UsageError,
  type Where,
} from "./errors.ts";
export { holders } from "./library/holders.ts";
export { list } from "./library/list.ts";
export { mount } from "./library/mount.ts";
export { plan } from "./library/plan.ts";
export { probe } from "./library/probe.ts";
export { recover } from "./library/recover.ts";
export { mountTemporarily } from "./library/temporary.ts";
export { redactTrace, replay, traceText } from "./library/trace.ts";
export { unmount } from "./library/unmount.ts";
export { resolveUser } from "./library/user.ts";
export { withMount } from "./library/with.ts";
export type * from "./types.ts";
