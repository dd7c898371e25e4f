import { unescaped } from "../bytes.ts";
import { byteText } from "../linux/asked.ts";
import type { Hole } from "../linux/finished.ts";
import { AT_EMPTY_PATH, LOCK_EX_NB, O_NOFOLLOW, STATX_NLINK } from "../linux/numbers.ts";
import type { Observation } from "../linux/observation.ts";
import type { Place, ProgramBuilder } from "../linux/program.ts";
import { DIRECTORY, FILE } from "./directory.ts";
import { claimPath } from "./names.ts";

/** Room for a path of which every byte is escaped. */
export const CLAIM_BYTES_MOST = 32768;

/** A claim that was there before: of an overlay that may still be mounted. */
export interface Found {
  readonly name: string;
  /** Where its overlay was to be mounted; empty where nobody wrote it down. */
  readonly target: Uint8Array;
  /** Of the run that mounted it, or `-` where it is bound to its process; empty where that died before it said so. */
  readonly token: string;
  /** Whoever made it is alive and holds it. */
  readonly isHeld: boolean;
}

/** Where a program tells how opening and locking a claim went. */
export interface OpenedClaim {
  readonly opened: number;
  readonly locked: number;
  readonly stat: Place;
}

/** Opens a claim and locks it; nothing of it stops the program. */
export function openClaim(
  builder: ProgramBuilder,
  register: number,
  path: string | Hole,
  flags: number,
  mode = 0,
): OpenedClaim {
  return {
    opened: builder.open(register, DIRECTORY, path, flags, mode, true),
    locked: builder.flock(register, LOCK_EX_NB, true),
    stat: builder.statx(register, "", AT_EMPTY_PATH, STATX_NLINK, true),
  };
}

/** Reads a claim that others may hold. */
export function readClaim(builder: ProgramBuilder, name: string): Place {
  builder.open(FILE, DIRECTORY, claimPath(name), O_NOFOLLOW, 0, true);
  const content = builder.read(FILE, CLAIM_BYTES_MOST, true);
  builder.close(FILE, true);
  return content;
}

/** What its bytes say. */
export function foundIn(name: string, bytes: Uint8Array, isHeld: boolean): Found {
  const [target = "", token = ""] = byteText(bytes).split("\n");
  return { name, target: unescaped(target) ?? new Uint8Array(), token, isHeld };
}

/** Whether it was opened and locked, and still has its name: a claim that is let go loses it first. */
export function isOurs(observation: Observation, { opened, locked, stat }: OpenedClaim): boolean {
  return [opened, locked, stat.index].every((i) => observation.result(i) === 0) && observation.links(stat) > 0;
}
