// Who uses a mount.

/** How a mount is used, so that it cannot be unmounted. */
export type HoldsBy =
  /** A working directory. */
  | "cwd"
  /** A root directory: chroot(2), pivot_root(2). */
  | "root"
  /** An open file or directory; `fd` is its number. */
  | "file"
  /** A mapping, the program that is run among them: nothing need be open for it. */
  | "mapping"
  /** Another mount, which is mounted in it; no process need be there for it. */
  | "mount";

/** Somebody who uses a mount. */
export interface Holder {
  /** By what it is used. */
  readonly by: HoldsBy;
  /** Process id, as this process sees it; 0 for a mount. */
  readonly pid: number;
  /** What the process calls itself, 15 bytes at most, as in /proc/PID/comm; empty for a mount. */
  readonly command: string;
  /** What is used, as the process sees it; of a mount, where it is mounted. */
  readonly path: Uint8Array;
  /** Number of the descriptor, for an open file. */
  readonly fd?: number;
  /** Inode of the mount namespace where it is another one than this process's. */
  readonly namespace?: bigint;
}

/** Who uses a mounted target. */
export interface Holders {
  /** Absolute path of the directory. */
  readonly target: Uint8Array;
  /** Of what is mounted there, as mountinfo has it. */
  readonly mountId: bigint;
  /** Processes in the order of their ids, then mounts. Empty: nobody, as far as the kernel shows it. */
  readonly holders: readonly Holder[];
  /** Processes that this one may not look into: they may use it, too. */
  readonly unseen: number;
}
