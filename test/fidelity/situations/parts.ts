/** What situations are made of. */

import * as n from "../../simulated-kernel/numbers.ts";
import { CWD } from "../../simulated-kernel/program.ts";
import type { Call } from "./assembly.ts";

/**
 * Some calls, and what they are about. `@` is a directory with `l1` to `l3`, `t`, `u`, `u2`, `w`, `w2` and `file`;
 * register 0 leads to it.
 */
export interface Situation {
  readonly name: string;
  readonly calls: readonly Call[];
  /** The directory lies on the disk, and not in memory; it has images, also in `l2/images`. */
  readonly disk?: true;
}

/** mount(2) of an overlay at `@/t`. */
export function overlay(data: string, target = "@/t", flags = 0): Call {
  return ["mount", "overlay", target, "overlay", flags, data];
}

/** The line of what is seen at a path. */
export function line(path: string): Call[] {
  return [
    ["statx", CWD, path, 0, n.STATX_BASIC | n.STATX_MNT_ID, 9],
    ["mountinfo", 9, 4096],
  ];
}

/** umount2(2). */
export function umount(path: string, flags = 0): Call {
  return ["umount", path, flags];
}

/** A look at what has a unique id. */
export const STATX: number = n.STATX_BASIC | n.STATX_MNT_ID_UNIQUE;
