import { bytesOf } from "../bytes.ts";
import type { MountOutcome } from "../planner/generated/types.ts";
import { carryOut } from "../run/carry-out.ts";
import type { Mounted, MountedPart, MountRequest, Options, Unmounted, UnmountOptions } from "../types.ts";
import { type Context, inContext } from "./context.ts";
import { planHash } from "./hash.ts";
import { Recorder } from "./recorder.ts";
import { plannedRequest } from "./request.ts";
import { takeDown, unmountOutcome } from "./unmount.ts";

class MountedTarget implements Mounted {
  readonly target: Uint8Array;
  readonly mounts: readonly MountedPart[];
  readonly steps: number;
  readonly planHash: string;
  readonly #outcome: MountOutcome;
  readonly #options: Options;
  #gone = false;

  constructor(outcome: MountOutcome, planHash: string, steps: number, options: Options) {
    this.#outcome = outcome;
    this.planHash = planHash;
    this.#options = options;
    this.target = outcome.target;
    this.steps = steps;
    this.mounts = outcome.mounts.map(({ identity, ...rest }) => {
      return { ...rest, target: identity.target, mountId: identity.mountId, unique: identity.unique };
    });
  }

  get #root(): MountedPart {
    // The planner refuses an empty list.
    return this.mounts[0] as MountedPart;
  }

  get mountId(): bigint {
    return this.#root.mountId;
  }

  get unique(): boolean {
    return this.#root.unique;
  }

  get way(): MountedPart["way"] {
    return this.#root.way;
  }

  get layers(): number {
    return this.#root.layers;
  }

  async unmount(options: UnmountOptions = {}): Promise<Unmounted> {
    const unmounted = await unmountOutcome(this.#outcome, { ...this.#options, ...options });
    this.#gone = true;
    return unmounted;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#gone) await this.unmount();
  }
}

/**
 * Mounts what is asked for at a directory, proves it, and records it.
 *
 * @param request The mounts in order, the target, and how much is to be proved.
 * @param options State directory (`/run/layermount` as root unless said otherwise), lowered capabilities.
 * @returns What was mounted. `await using` takes it down again.
 * @throws LayermountError `refused` when a rule forbids it and nothing was done, `failed` when the kernel refused or
 *   the proof failed and all was undone, `left` when something could not be undone; `rule` says which rule.
 * @see mount(2), fsopen(2), move_mount(2), Documentation/filesystems/overlayfs
 * @example
 * ```ts
 * import { mount } from "layermount";
 * const root = { lowers: [`${dir}/upper-layer`, `${dir}/base-layer`], type: "overlay" };
 * await using mounted = await mount({ mounts: [root], target: `${dir}/target` }, { state: `${dir}/state` });
 * if (mounted.layers !== 2) throw new Error("two layers are mounted");
 * ```
 */
export function mount(request: MountRequest, options: Options = {}): Promise<Mounted> {
  return inContext(options, (context) => mountIn(context, request, options));
}

async function mountIn(context: Context, request: MountRequest, options: Options): Promise<Mounted> {
  const { planner, driver, capabilities } = context;
  const recorder = options.state === false ? undefined : await Recorder.open(options.state);
  try {
    let hash = "";
    const ended = await carryOut(planner, driver, plannedRequest(request), capabilities, (program) => {
      hash = planHash(program);
      recorder?.begin(bytesOf(request.target), hash);
    });
    if (ended.answer.tag !== "mounted") throw new Error(`a mount ended as ${ended.answer.tag}`);
    const outcome = ended.answer.value;
    await recorder?.finish(outcome).catch(async (error: unknown) => {
      // Without a record nobody could take it down later.
      await takeDown(context, outcome, {});
      throw error;
    });
    return new MountedTarget(outcome, hash, ended.steps, options);
  } finally {
    recorder?.close();
  }
}
