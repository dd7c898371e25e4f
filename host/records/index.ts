// The state directory: what remains of a finished mount, so that a later process can find it and take it down. A
// record is written whole or not at all; a directory or file that is not ours alone is never trusted.
export { isHere, originOf } from "./origin.ts";
export { readRecords, recordsHere, type Stray } from "./read.ts";
export type { MountRecord, NewRecord } from "./record.ts";
export { removeRecord } from "./remove.ts";
export { type State, stateIn } from "./state.ts";
export { prepareState, writeRecord } from "./write.ts";
