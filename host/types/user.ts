// Whom the USER of an image means.
import type { UserOutcome } from "../planner/generated/types.ts";
import type { Options } from "./options.ts";
import type { Path } from "./request.ts";

/** How an image's user is looked for. */
export interface UserOptions extends Options {
  /** More groups, each by name or number. */
  readonly groups?: readonly Path[];
  /** Whether a user namespace is made to mount the image in; by itself where it is needed. */
  readonly userNamespace?: boolean;
}

/** Ids of an image's user, as an OCI runtime wants them. */
export type ResolvedUser = UserOutcome;
