import type { Presence, Way } from "../planner/generated/types.ts";

/** A recorded mount, and what the kernel says of it now. */
export type Standing =
  /** All of its mounts are there and ours. */
  | Presence
  /** It was made in another mount namespace, or before a reboot: it cannot be seen from here. */
  | "elsewhere";

/** A record of the state directory, and whether the kernel still agrees. */
export interface Listed {
  /** Absolute path of the directory. */
  readonly target: Uint8Array;
  /** Of the root. */
  readonly mountId: bigint;
  /** False before Linux 6.8, where ids are used again. */
  readonly unique: boolean;
  /** How the layers of the root were named to the kernel; undefined for what has no layers. */
  readonly way: Way | undefined;
  /** Layers of the root, the upperdir not counted. */
  readonly layers: number;
  /** Digest of the first program that mounted it. */
  readonly planHash: string;
  /** Milliseconds since 1970. */
  readonly created: number;
  /** The maps by which the root's ids are shown, as uid_map of user_namespaces(7) has them; absent: as they are. */
  readonly uidMap?: Uint8Array;
  /** As `uidMap`, of its gids. */
  readonly gidMap?: Uint8Array;
  /** Whether the process lives with which the mount is to go; absent: it stays, whoever mounted it. */
  readonly owner?: "alive" | "dead";
  /** The worst of its mounts. */
  readonly standing: Standing;
  /** One for each mount, the root first. */
  readonly mounts: readonly { readonly target: Uint8Array; readonly mountId: bigint; readonly standing: Standing }[];
}

/** What the state directory holds: records, and files that are not trusted, in words. */
export interface Listing {
  /** Ordered by the time at which they were mounted. */
  readonly mounts: readonly Listed[];
  /** Files that are no records of ours, each with the rule that says so. */
  readonly strays: readonly { readonly rule: string; readonly message: string; readonly hint: string }[];
}
