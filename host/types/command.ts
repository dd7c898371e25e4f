// A command that is run with a mount of its own.
import type { LayermountError } from "../errors.ts";
import type { Warning } from "../planner/generated/types.ts";
import type { MountedPart, Unmounted } from "./mounted.ts";
import type { Options } from "./options.ts";
import type { Path } from "./request.ts";

/** A command line, and what it is run with. */
export interface Command {
  /** The program, searched for in PATH where its name has no slash, and its arguments. */
  readonly argv: readonly Path[];
  /** The whole environment but LAYERMOUNT_ROOT; what this process was started with unless given. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where it starts; this process's own working directory unless given. */
  readonly cwd?: Path;
}

/** How a command ended: its exit code, or the number of the signal that killed it. */
export type Exit = { readonly code: number } | { readonly signal: number };

/** What is mounted while a command runs. */
export interface MountedWith {
  /** What LAYERMOUNT_ROOT says. */
  readonly target: Uint8Array;
  /** In the order in which they were mounted; the first is the root. */
  readonly mounts: readonly MountedPart[];
  /** What was done as asked and may surprise. */
  readonly warnings: readonly Warning[];
  /** Digest of the first program: what {@link Plan.hash} says of the same plan. */
  readonly planHash: string;
  /** How many effects were carried out. */
  readonly steps: number;
}

/** What became of a command and its mount. */
export interface WithResult extends MountedWith {
  /** How the command ended. */
  readonly exit: Exit;
  /** Absent where taking down failed. */
  readonly unmounted?: Unmounted;
  /** What was left, and why. */
  readonly failure?: LayermountError;
}

/** How a command is run with a mount. */
export interface WithOptions extends Options {
  /** How long a busy mount is tried again, in milliseconds, 0 to 60000. */
  readonly patience?: number;
  /** Whether a user namespace is made, in which the caller's uid and gid are 0; by itself where it is needed. */
  readonly userNamespace?: boolean;
  /** This process stops when the command is stopped, and goes on with it. */
  readonly stops?: boolean;
  /**
   * Called when all is mounted and the command is about to start; a promise is waited for. `send` gives the command a
   * signal, 1 to 64.
   */
  readonly onStart?: (mounted: MountedWith, send: (signal: number) => void) => unknown;
}
