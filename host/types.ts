// What callers of the library say and get. Paths are bytes: a string stands for its UTF-8 bytes.
import type {
  Allowances,
  Capabilities,
  Effect,
  Presence,
  ProbeAnswer,
  Proof,
  Reason,
  Way,
} from "./planner/generated/types.ts";

import type { Driver } from "./run/driver.ts";

export type {
  Allowances,
  Alternative,
  Argument,
  Capabilities,
  Effect,
  Features,
  Phase,
  Presence,
  Proof,
  Reason,
  Rule,
  RuleKind,
  Way,
} from "./planner/generated/types.ts";
export type { Driver } from "./run/driver.ts";

/** A path, or option text: a string for its UTF-8 bytes, or the bytes themselves. */
export type Path = string | Uint8Array;

/** One mount: containerd's four fields, or an overlay with its layers as paths. */
export interface Mount {
  /** `overlay`, `bind`, or the name of a file system. */
  readonly type: Path;
  readonly source?: Path;
  /** A directory beneath the root that this mount goes to; absent or empty: the root itself. */
  readonly target?: Path;
  /** Words as in fstab and mount(8); one element may hold several. */
  readonly options?: readonly Path[];
  /** Layers, topmost first, taken literally; only with type `overlay`. */
  readonly lowers?: readonly Path[];
  readonly upper?: Path;
  readonly work?: Path;
}

/** What to mount, and where. */
export interface MountRequest {
  readonly mounts: readonly Mount[];
  /** Absolute path of the directory that is mounted on. */
  readonly target: Path;
  /** Make the target directory where it does not exist. */
  readonly mkdir?: boolean;
  /** `kernel` unless said otherwise. With `none` no mount id is read, so that a later process unmounts it with `any` only. */
  readonly proof?: Proof;
  /** Only this way, or a refusal. */
  readonly way?: Way;
  /** What is refused unless asked for. */
  readonly allow?: Partial<Allowances>;
}

/** What every function of the library takes besides its request. */
export interface Options {
  /** The state directory; false: nothing is recorded. */
  readonly state?: Path | false;
  /** Capabilities to do without, by name, or `name=value` for a smaller budget. */
  readonly lower?: readonly string[];
  /** Capabilities found before, to spare the probe. */
  readonly capabilities?: Capabilities;
  /** Stands between the planner and the kernel: gets the kernel's driver and gives the one to use. */
  readonly driver?: (kernel: Driver) => Driver;
}

/** How `unmount` deals with a mount that is busy or not ours. */
export interface UnmountOptions extends Options {
  /** Unmount whatever is mounted at the target, also if it is not ours. */
  readonly any?: boolean;
  /** How long a busy mount is tried again, in milliseconds, 0 to 60000. */
  readonly patience?: number;
}

/** What would be done, and why; nothing was. */
export interface Plan {
  readonly target: Uint8Array;
  /** How the layers of the root are named to the kernel; undefined for what has no layers. */
  readonly way: Way | undefined;
  /** Layers of the root, the upperdir not counted. */
  readonly layers: number;
  /** In the order in which they would be carried out. */
  readonly effects: readonly Effect[];
  readonly reasons: readonly Reason[];
  /** The program of the effects, as the shim would get it. */
  readonly program: Uint8Array;
  /** Digest of the program: equal for equal plans, whatever the machine. */
  readonly hash: string;
}

/** One mount of a mounted target. */
export interface MountedPart {
  /** Beneath the root; empty: the root itself. */
  readonly target: Uint8Array;
  readonly mountId: bigint;
  /** False before Linux 6.8, where ids are used again. */
  readonly unique: boolean;
  readonly fstype: Uint8Array;
  readonly source: Uint8Array;
  readonly way?: Way | undefined;
  readonly layers: number;
  readonly readOnly: boolean;
  /** Bytes of its options in mountinfo: some readers stop at 4 KiB. */
  readonly line: number;
  /** MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE bits. */
  readonly propagation: number;
}

/** A mounted target. `await using` takes it down. */
export interface Mounted extends AsyncDisposable {
  readonly target: Uint8Array;
  /** In the order in which they were mounted; the first is the root. */
  readonly mounts: readonly MountedPart[];
  /** Of the root. */
  readonly mountId: bigint;
  readonly unique: boolean;
  readonly way: Way | undefined;
  readonly layers: number;
  readonly planHash: string;
  /** How many effects were carried out. */
  readonly steps: number;
  unmount(options?: UnmountOptions): Promise<Unmounted>;
}

/** What was taken down. */
export interface Unmounted {
  readonly target: Uint8Array;
  readonly unmounted: number;
  /** Recorded mounts that were not there any more. */
  readonly gone: number;
  /** How often a busy mount was tried again. */
  readonly retries: number;
  readonly removedTarget: boolean;
}

/** What a directory's file system and this kernel can do. */
export interface Probe {
  readonly capabilities: Capabilities;
  /** f_type of the directory's file system. */
  readonly fsMagic: bigint;
  /** A writable overlay with its upper in this directory is really writable. */
  readonly upper: boolean;
  readonly answers: readonly ProbeAnswer[];
}

/** A recorded mount, and what the kernel says of it now. */
export type Standing =
  /** All of its mounts are there and ours. */
  | Presence
  /** It was made in another mount namespace, or before a reboot: it cannot be seen from here. */
  | "elsewhere";

/** A record of the state directory, and whether the kernel still agrees. */
export interface Listed {
  readonly target: Uint8Array;
  readonly mountId: bigint;
  readonly unique: boolean;
  readonly way: Way | undefined;
  readonly layers: number;
  readonly planHash: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly standing: Standing;
  /** One for each mount, the root first. */
  readonly mounts: readonly { readonly target: Uint8Array; readonly mountId: bigint; readonly standing: Standing }[];
}

/** What the state directory holds: records, and files that are not trusted, in words. */
export interface Listing {
  readonly mounts: readonly Listed[];
  readonly strays: readonly { readonly rule: string; readonly message: string; readonly hint: string }[];
}
