// What callers of the library say and get. Paths are bytes: a string stands for its UTF-8 bytes.
export type {
  Allowances,
  Alternative,
  Argument,
  Capabilities,
  Effect,
  Features,
  Phase,
  Presence,
  Privilege,
  Proof,
  Reason,
  Rule,
  RuleKind,
  View,
  Warning,
  Way,
} from "./planner/generated/types.ts";
export type { Driver } from "./run/driver.ts";
export type { Progress, Watching } from "./run/watching.ts";
export type { Command, Exit, MountedWith, WithOptions, WithResult } from "./types/command.ts";
export type { Note } from "./types/error.ts";
export type { Holder, Holders, HoldsBy } from "./types/holder.ts";
export type { Listed, Listing, Standing } from "./types/listing.ts";
export type { Mounted, MountedPart, Unmounted } from "./types/mounted.ts";
export type { Options, TemporaryOptions, UnmountOptions } from "./types/options.ts";
export type { Plan } from "./types/plan.ts";
export type { OrdinaryProbe, Probe } from "./types/probe.ts";
export type { Recovered, RecoveredRun, RecoverOptions, Recovery } from "./types/recovered.ts";
export type { IdRange, Mount, MountRequest, Path, TemporaryRequest } from "./types/request.ts";
export type { Difference, Replayed, ReplayedRun } from "./types/trace.ts";
export type { ResolvedUser, UserOptions } from "./types/user.ts";
