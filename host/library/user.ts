import type { MountOutcome } from "../planner/generated/types.ts";
import { type Asked, carryOut } from "../run/carry-out.ts";
import type { Driver } from "../run/driver.ts";
import type { Capabilities, MountRequest, Path, ResolvedUser, TemporaryRequest, UserOptions } from "../types.ts";
import { answered } from "./answered.ts";
import { enclosed, endedError, placeFor } from "./enclose.ts";
import { requireWanted, withPlanner } from "./enclosed-call.ts";
import { mountEnclosed } from "./enclosing.ts";
import { isUnseen, takeDown } from "./unmount.ts";

/**
 * Finds out whom the USER of an image means, by the image's own `/etc/passwd` and `/etc/group`.
 *
 * The image is mounted read-only in a mount namespace of its own, which nobody else sees, and taken down again; nothing
 * of it is run, and its symlinks do not lead out of it. Ordinary users can do it where they can mount the image.
 *
 * @param request The image's mounts, as for `mount`; an empty list is an image without any file. It is always a
 *   read-only view of them.
 * @param user `name`, `uid`, `name:group`, `uid:gid`, `uid:group`, `name:gid`, or nothing for root; ids from 0 to
 *   2,147,483,647. Digits are never a name.
 * @param options `groups`: more groups, at most 256, each a name or a gid from 0 to 4,294,967,294; `userNamespace`:
 *   whether one is made, by itself where it is needed. `state` means nothing here: nothing is recorded.
 * @returns The ids as an OCI runtime wants them. A uid that passwd does not name has gid 0 and no more groups.
 * @throws RefusedError `user.no-user`, `user.no-group`, `user.no-file`, `user.range`, `user.form`; `user.not-file`,
 *   `user.large` (more than 1,048,576 bytes), `user.unreadable`, `user.changed`; and as `withMount` with a command.
 * @see passwd(5), group(5), OCI image-spec config.User
 * @example
 * ```ts
 * import { resolveUser } from "layermount";
 * import { mkdir, writeFile } from "node:fs/promises";
 * await mkdir(`${dir}/image/etc`, { recursive: true });
 * await writeFile(`${dir}/image/etc/passwd`, "web:x:33:33::/srv:/bin/false\n");
 * const { uid, gid } = await resolveUser({ mounts: [{ type: "overlay", lowers: [`${dir}/image`] }] }, "web");
 * if (uid !== 33 || gid !== 33) throw new Error("the image says who web is");
 * ```
 */
export function resolveUser(
  request: Omit<TemporaryRequest, "view">,
  user: Path,
  options: UserOptions = {},
): Promise<ResolvedUser> {
  return answered({ name: "resolveUser", args: [request, user, options] }, () =>
    withPlanner(options, (asked) => resolving(asked, request, user, options)),
  );
}

async function resolving(
  shared: Asked,
  request: Omit<TemporaryRequest, "view">,
  user: Path,
  options: UserOptions,
): Promise<ResolvedUser> {
  await requireWanted(options);
  if (request.mounts.length === 0) return withoutImage(shared, user, options);
  const place = placeFor();
  const enclosure = await enclosed(place, options.userNamespace);
  try {
    const there = await mountEnclosed(shared, enclosure, viewOf(request, place), options);
    const { outcome, capabilities, driver, kernel } = there;
    let found: ResolvedUser;
    try {
      found = await asked(shared, driver, outcome.target, user, options, capabilities);
    } finally {
      // What stays is detached when the enclosure is closed, and goes with its namespace: nobody else is there.
      await down(shared, kernel, outcome, capabilities).catch(() => undefined);
    }
    await enclosure.close();
    return found;
  } catch (error) {
    await enclosure.close().catch(() => undefined);
    throw await endedError(error, options.signal);
  }
}

function viewOf(request: Omit<TemporaryRequest, "view">, target: Uint8Array): MountRequest {
  return { ...request, target, view: "read-only" };
}

/** No file is looked for, so that it needs neither a kernel nor capabilities of one. */
async function withoutImage(shared: Asked, user: Path, options: UserOptions): Promise<ResolvedUser> {
  const { KNOWN } = await import("../capabilities/probe.ts");
  const nobody: Driver = { run: () => Promise.reject(new Error("a program for no image")) };
  return asked(shared, nobody, new Uint8Array(), user, options, options.capabilities ?? KNOWN);
}

async function asked(
  shared: Asked,
  driver: Driver,
  root: Uint8Array,
  user: Path,
  { groups = [] }: UserOptions,
  capabilities: Capabilities,
): Promise<ResolvedUser> {
  const { answer } = await carryOut(shared, driver, { tag: "user", value: { root, user, groups } }, capabilities);
  if (answer.tag !== "resolved") throw new Error(`finding a user ended as ${answer.tag}`);
  return answer.value;
}

async function down(shared: Asked, driver: Driver, outcome: MountOutcome, capabilities: Capabilities): Promise<void> {
  await takeDown({ planner: shared, driver, capabilities }, outcome, { any: isUnseen(outcome) });
}
