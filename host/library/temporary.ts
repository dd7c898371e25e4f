import { bytesOf, joined } from "../bytes.ts";
import { errorFor } from "../errors.ts";
import { viewsIn } from "../records/view-directory.ts";
import type { Mounted, Options, TemporaryRequest, Unmounted, UnmountOptions } from "../types.ts";
import { answered } from "./answered.ts";
import { inContext } from "./context.ts";
import { MountedTarget, mounting } from "./mount.ts";

/**
 * Mounts what is asked for at a directory of its own, for a while.
 *
 * The directory is made in `views` of the state directory, where nobody else can enter, and removed when the mount is
 * taken down. It is recorded, as every mount is.
 *
 * @param request As for `mount`, but without a target. `view` is `temporary` unless said otherwise: the word `volatile`
 *   is left out, with a warning, because the kernel refuses the next mount of the same upperdir after it. With
 *   `read-only` the upperdir becomes the topmost layer: nothing can be written, and taking down writes nothing back.
 * @param options As for `mount`. With `state: false` nothing is recorded; the directory is made all the same, in the
 *   usual state directory.
 * @returns What was mounted, as `mount` gives it. `await using` takes it down again, and removes the directory.
 * @throws LayermountError as `mount`; `records.unreachable` and `records.unsafe-directory` when the directory cannot be
 *   made.
 * @see mount(2), umount2(2)
 * @example
 * ```ts
 * import { mountTemporarily } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * await using mounted = await mountTemporarily({ mounts: [root], view: "read-only" }, { state: `${dir}/state` });
 * if (!mounted.mounts[0]?.readOnly) throw new Error("nothing can be written");
 * ```
 */
export function mountTemporarily(request: TemporaryRequest, options: Options = {}): Promise<Mounted> {
  return answered({ name: "mountTemporarily", args: [request, options] }, () => mountedTemporarily(request, options));
}

/** A mount whose directory goes with it, or that says that it did not. */
class TemporaryMount extends MountedTarget {
  static override readonly isBound = true;
  #released = false;

  override async unmount(options: UnmountOptions = {}): Promise<Unmounted> {
    const unmounted = await super.unmount(options);
    if (this.owner && !this.#released) {
      this.#released = true;
      await (await import("../records/owner.ts")).releaseOwner(this.owner);
    }
    const left = unmounted.notes.find((note) => note.left !== undefined);
    if (left === undefined) return unmounted;
    const { rule, message, hint, errno } = left;
    throw errorFor("left", rule, message, { hint, errno, left: [left.left ?? ""] });
  }
}

/** As `mountTemporarily`; errors as they are. */
export async function mountedTemporarily(request: TemporaryRequest, options: Options): Promise<Mounted> {
  const { state } = options;
  const { record: _, onProgress: __, ...quiet } = options;
  const directory = await inContext(quiet, async ({ session, capabilities }) => {
    // Who may mount nothing is refused by the planner, and needs no directory for it.
    if (capabilities.privilege === "none") return bytesOf("/");
    return viewsIn(session, state === false ? undefined : state);
  });
  const target = joined([directory, bytesOf(`/${crypto.randomUUID()}`)]);
  const asked = { ...request, target, mkdir: true, view: request.view ?? "temporary" } as const;
  return mounting(asked, options, TemporaryMount);
}
