import { bytesOf, utf8Text } from "../bytes.ts";
import type { DirectoryIdentity, MountIdentity, MountOutcome } from "../planner/generated/types.ts";
import { recordsHere, removeRecord, stateIn } from "../records/index.ts";
import type { MountRecord, NewRecord } from "../records/record.ts";
import { carryOut } from "../run/carry-out.ts";
import { noteOf } from "../run/failure.ts";
import { tidied } from "../tidied.ts";
import type { Mounted, Path, Unmounted, UnmountOptions } from "../types.ts";
import { answered } from "./answered.ts";
import { type Context, inContext } from "./context.ts";
import { PATIENCE } from "./patience.ts";
import { isGone, newest, standingsOf } from "./standing.ts";

/** What is taken down: a target, its mounts in the order in which they were made, and whether the target goes too. */
interface Standing {
  readonly target: Uint8Array;
  readonly mounts: readonly {
    readonly identity: MountIdentity;
    readonly fstype: Uint8Array;
    readonly readOnly: boolean;
  }[];
  readonly madeTarget: boolean;
  readonly made?: DirectoryIdentity | undefined;
}

type Asking = Pick<Context, "planner" | "driver" | "capabilities">;

/** Whether no id of some mount was read, as with proof `none`: there is nothing to compare it by. */
export function isUnseen({ mounts }: Pick<MountOutcome, "mounts">): boolean {
  return mounts.some(({ identity }) => identity.mountId === 0n);
}

/** Takes mounts down, each compared by identity directly before. `elsewhere`: see the planner's request. */
export async function takeDown(
  { planner, driver, capabilities }: Asking,
  { target, mounts, madeTarget, made }: Standing,
  { any = false, patience = PATIENCE, lazy = false }: UnmountOptions,
  elsewhere = 0,
): Promise<Unmounted> {
  // With proof `none` no id was read: without `any` the planner refuses what it cannot compare.
  const seen = mounts.map(({ identity }) => identity).filter(({ mountId }) => mountId !== 0n);
  const asked = { target, mounts: seen, any, patience, lazy, removeTarget: madeTarget, elsewhere };
  const begin = performance.now();
  const request = { tag: "unmount", value: { ...asked, ...(made && { made }) } } as const;
  const { answer } = await carryOut(planner, driver, request, capabilities);
  if (answer.tag !== "unmounted") throw new Error(`an unmount ended as ${answer.tag}`);
  const { notes, ...outcome } = answer.value;
  return {
    ...outcome,
    notes: notes.map(noteOf),
    milliseconds: performance.now() - begin,
    synced: mounts.some(({ fstype, readOnly }) => !readOnly && utf8Text(fstype) === "overlay"),
  };
}

/** Takes down what is mounted in this process's own namespace: there it can be said who is in the way. */
async function takeDownHere(context: Asking, standing: Standing, options: UnmountOptions): Promise<Unmounted> {
  const { madeTarget, target, mounts } = standing;
  // Removed while something is mounted on it in another namespace, a directory takes that along without a word.
  const elsewhere = madeTarget ? await countElsewhere(target) : 0;
  if (options.lazy && !options.any) {
    await (await import("./lazy.ts")).requireOwnBeneath(
      target,
      mounts.map(({ identity }) => identity),
    );
  }
  try {
    return await takeDown(context, standing, options, elsewhere);
  } catch (error) {
    throw await (await import("./in-the-way.ts")).withHolders(error);
  }
}

async function countElsewhere(target: Uint8Array): Promise<number> {
  const { mountedElsewhere } = await import("../holders/elsewhere.ts");
  return mountedElsewhere(target).catch(() => 0);
}

/** Takes down what `mount` gave, and its record with it. */
export function unmountOutcome(
  outcome: MountOutcome & Pick<NewRecord, "claims">,
  options: UnmountOptions,
): Promise<Unmounted> {
  return inContext(
    options,
    async (context) => {
      // Whoever holds what `mount` gave, and renounced its proof, may take down what is there.
      const how = isUnseen(outcome) ? { ...options, any: true } : options;
      const unmounted = await takeDownHere(context, outcome, how);
      if (options.state !== false) {
        await removeRecord(await stateIn(context.session, options.state), { ...outcome, planHash: "" });
      }
      return unmounted;
    },
    { undoes: true },
  );
}

/**
 * Takes a mounted target down: the mounts of its record, newest first, each only if it is still the one recorded.
 *
 * @param target The directory, or what `mount` gave.
 * @param options `any`: unmount whatever is there without a record; `patience`: milliseconds (0 to 60,000, 2,500
 *   unless said otherwise) for which busy mounts are tried again; `lazy`: detach what is in use; `state`: the state
 *   directory.
 * @returns What was taken down, how long it took, and what stays nevertheless.
 * @throws RefusedError `unmount.nothing-recorded` when there is no record, `unmount.stranger` when something else is
 *   mounted there, `unmount.lazy-beneath`, `budget.patience`, `records.unsafe-directory`.
 * @throws LeftError `unmount.busy` when it stayed busy (`holders` says who uses it), `unmount.moved`, `unmount.hidden`,
 *   `unmount.kernel`; `left` names what is still mounted, and `also` what went wrong besides.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`.
 * @see umount2(2)
 * @example
 * ```ts
 * import { mount, unmount } from "layermount";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * await mount({ mounts: [root], target: `${dir}/target` }, { state: `${dir}/state` });
 * const { unmounted } = await unmount(`${dir}/target`, { state: `${dir}/state` });
 * if (unmounted !== 1) throw new Error("one mount was there");
 * ```
 */
export function unmount(target: Path | Mounted, options: UnmountOptions = {}): Promise<Unmounted> {
  return answered({ name: "unmount", args: [target, options] }, async () =>
    typeof target === "object" && "unmount" in target ? target.unmount(options) : unmountPath(target, options),
  );
}

function unmountPath(path: Path, options: UnmountOptions): Promise<Unmounted> {
  return inContext(
    options,
    async (context) => {
      const bytes = tidied(bytesOf(path));
      const state = options.state === false ? undefined : await stateIn(context.session, options.state);
      const records = state ? await recordsHere(state, bytes) : [];
      const { record, gone } = await newest(context, records, options.any === true);
      const standing = record ?? { target: bytes, mounts: [], madeTarget: false };
      const wanted = options.any ? await whatever(context, standing, record) : standing;
      const unmounted = await takeDownHere(context, wanted, options);
      // Whatever was there may have lain on what the record is of.
      const isDown = record !== undefined && (options.any !== true || (await isGone(context, record)));
      for (const one of isDown ? [...gone, record] : gone) if (state) await removeRecord(state, one);
      return unmounted;
    },
    { undoes: true },
  );
}

/** Whatever is there; the directory only where our own mount is not somewhere else, or beneath. */
async function whatever(context: Asking, standing: Standing, record: MountRecord | undefined): Promise<Standing> {
  const [root] = record ? await standingsOf(context, record) : [];
  const isFree = root === "ours" || root === "gone" || root === "replaced";
  return { ...standing, mounts: [], madeTarget: standing.madeTarget && isFree };
}
