// The state directory: what remains of a finished mount, so that a later process can find it and take it down. A
// record is written whole or not at all; a directory or file that is not ours alone is never trusted.
export { circumstances, readCapabilities, writeCapabilities } from "./capabilities.ts";
export { Claims } from "./claims.ts";
export type { Found } from "./found-claim.ts";
export { claimName, recordName } from "./names.ts";
export { isHere, originOf } from "./origin.ts";
export { ownerOf } from "./owner.ts";
export { PendingRecord } from "./pending.ts";
export { findRecord, type Records, readRecords, type Stray } from "./read.ts";
export type { MountRecord, NewRecord, Origin, RecordedIdentity, RecordedMount } from "./record.ts";
export { removeRecord } from "./remove.ts";
export { type State, stateIn } from "./state.ts";
export { prepareState, writeRecord } from "./write.ts";
