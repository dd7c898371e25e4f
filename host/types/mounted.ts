import type { Warning, Way } from "../planner/generated/types.ts";
import type { Note } from "./error.ts";
import type { UnmountOptions } from "./options.ts";

/** One mount of a mounted target. */
export interface MountedPart {
  /** Beneath the root; empty: the root itself. */
  readonly target: Uint8Array;
  /** 0 where `proof` is `none`. */
  readonly mountId: bigint;
  /** False before Linux 6.8, where ids are used again. */
  readonly unique: boolean;
  /** As mountinfo's: `overlay`, `ext4`. */
  readonly fstype: Uint8Array;
  /** As mountinfo's; an overlay's is any text. */
  readonly source: Uint8Array;
  /** How its layers are named to the kernel; undefined for what has no layers. */
  readonly way?: Way | undefined;
  /** Lower layers; 0 for what has none. */
  readonly layers: number;
  /** Whether nothing can be written through it. */
  readonly readOnly: boolean;
  /** Bytes of its options in mountinfo: some readers stop at 4 KiB. */
  readonly line: number;
  /** MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE bits. */
  readonly propagation: number;
  /** The maps by which its ids are shown, as uid_map of user_namespaces(7) has them; empty: as they are. */
  readonly uidMap: Uint8Array;
  /** As `uidMap`, of its gids. */
  readonly gidMap: Uint8Array;
}

/** A mounted target. `await using` takes it down. */
export interface Mounted extends AsyncDisposable {
  /** Absolute path of the directory. */
  readonly target: Uint8Array;
  /** In the order in which they were mounted; the first is the root. */
  readonly mounts: readonly MountedPart[];
  /** Of the root. */
  readonly mountId: bigint;
  /** False before Linux 6.8, where ids are used again. */
  readonly unique: boolean;
  /** How the layers of the root are named to the kernel; undefined for what has no layers. */
  readonly way: Way | undefined;
  /** Layers of the root, the upperdir not counted. */
  readonly layers: number;
  /** Digest of the first program: what {@link Plan.hash} says of the same plan. */
  readonly planHash: string;
  /** What was done as asked and may surprise. */
  readonly warnings: readonly Warning[];
  /** How many effects were carried out. */
  readonly steps: number;
  /**
   * Takes it down, each mount only if it is still the one that was made, and its record with it. What is gone already
   * is counted, and no error.
   *
   * @param options As for `unmount`; what is not given is as it was for `mount`, but for `signal` and `onProgress`.
   * @throws LayermountError `unmount.busy` when it stayed busy, `unmount.stranger` when something else is there,
   *   `run.aborted`.
   */
  unmount(options?: UnmountOptions): Promise<Unmounted>;
  /**
   * Takes it down at the end of an `await using`, unless {@link Mounted.unmount} has.
   *
   * @throws LayermountError as `unmount`, with its usual patience of 2,500 ms.
   */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What was taken down. */
export interface Unmounted {
  /** Absolute path of the directory. */
  readonly target: Uint8Array;
  /** How many mounts were taken down. */
  readonly unmounted: number;
  /** Recorded mounts that were not there any more. */
  readonly gone: number;
  /** How often a busy mount was tried again. */
  readonly retries: number;
  /** Whether the directory went too: `mkdir` had made it. */
  readonly removedTarget: boolean;
  /** What is to be known besides: a directory that stays, what `lazy` means. */
  readonly notes: readonly Note[];
  /** How long it took, pauses included. */
  readonly milliseconds: number;
  /** A writable overlay was among them: the kernel writes its upperdir's whole file system back before it is gone. */
  readonly synced: boolean;
}
