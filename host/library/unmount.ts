import { bytesOf } from "../bytes.ts";
import type { MountIdentity, MountOutcome, UnmountOutcome } from "../planner/generated/types.ts";
import { findRecord, removeRecord, stateIn } from "../records/index.ts";
import { carryOut } from "../run/carry-out.ts";
import type { Mounted, Path, Unmounted, UnmountOptions } from "../types.ts";
import { answered } from "./answered.ts";
import { type Context, inContext } from "./context.ts";

/** containerd's budget: 50 attempts, 50 ms apart (containerd.md section 1.2). */
const PATIENCE = 2500;

/** What is taken down: a target, its mounts in the order in which they were made, and whether the target goes too. */
interface Standing {
  readonly target: Uint8Array;
  readonly mounts: readonly { readonly identity: MountIdentity }[];
  readonly madeTarget: boolean;
}

/** Takes mounts down, each compared by identity directly before. */
export async function takeDown(
  { planner, driver, capabilities }: Pick<Context, "planner" | "driver" | "capabilities">,
  { target, mounts, madeTarget }: Standing,
  { any = false, patience = PATIENCE }: UnmountOptions,
): Promise<UnmountOutcome> {
  // With proof `none` no id was read: without `any` the planner refuses what it cannot compare.
  const seen = mounts.map(({ identity }) => identity).filter(({ mountId }) => mountId !== 0n);
  const request = { target, mounts: seen, any, patience, removeTarget: madeTarget };
  const { answer } = await carryOut(planner, driver, { tag: "unmount", value: request }, capabilities);
  if (answer.tag !== "unmounted") throw new Error(`an unmount ended as ${answer.tag}`);
  return answer.value;
}

/** Takes down what `mount` gave, and its record with it. */
export function unmountOutcome(outcome: MountOutcome, options: UnmountOptions): Promise<Unmounted> {
  return inContext(
    options,
    async (context) => {
      // Whoever holds what `mount` gave, and renounced its proof, may take down what is there.
      const unseen = outcome.mounts.some(({ identity }) => identity.mountId === 0n);
      const unmounted = await takeDown(context, outcome, unseen ? { ...options, any: true } : options);
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
 *   unless said otherwise) for which a busy mount is tried again; `state`: the state directory.
 * @returns What was taken down.
 * @throws RefusedError `unmount.nothing-recorded` when there is no record, `unmount.stranger` when something else is
 *   mounted there, `budget.patience`, `records.unsafe-directory`.
 * @throws LeftError `unmount.busy` when it stayed busy, `unmount.kernel`; `left` names what is still mounted.
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
      const bytes = withoutSlash(bytesOf(path));
      const state = options.state === false ? undefined : await stateIn(context.session, options.state);
      const record = state && (await findRecord(state, bytes));
      const standing = record ?? { target: bytes, mounts: [], madeTarget: false };
      const unmounted = await takeDown(context, options.any ? { ...standing, mounts: [] } : standing, options);
      if (state && record) await removeRecord(state, record);
      return unmounted;
    },
    { undoes: true },
  );
}

/** As the record has it. */
function withoutSlash(path: Uint8Array): Uint8Array {
  let end = path.length;
  while (end > 1 && path[end - 1] === 0x2f) end--;
  return path.subarray(0, end);
}
