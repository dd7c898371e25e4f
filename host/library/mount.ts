import { bytesOf } from "../bytes.ts";
import { LayermountError } from "../errors.ts";
import type { Capabilities, MountOutcome } from "../planner/generated/types.ts";
import { Unrecorded } from "../records/journal.ts";
import { JOURNAL } from "../records/opening.ts";
import type { NewRecord } from "../records/record.ts";
import { carryOut } from "../run/carry-out.ts";
import { tidied } from "../tidied.ts";
import type { Mounted, MountedPart, MountRequest, Options, Unmounted, UnmountOptions, Warning } from "../types.ts";
import { answered } from "./answered.ts";
import { begun } from "./begin-recorded.ts";
import { type Context, inContext } from "./context.ts";
import { firstPlanHash, planHash } from "./hash.ts";
import { partsOf } from "./parts.ts";
import { Recorder } from "./recorder.ts";
import { plannedRequest, scratchIn } from "./request.ts";

const ignored = (): undefined => undefined;

/** What was mounted, and what was claimed for it. */
type Recorded = MountOutcome & Pick<NewRecord, "claims" | "owner" | "token">;

/** Loaded when it is asked for: many a process mounts and ends. */
let takingDown: typeof import("./unmount.ts") | undefined;

export class MountedTarget implements Mounted {
  /** It goes with its process. */
  static readonly isBound: boolean = false;
  readonly target: Uint8Array;
  readonly mounts: readonly MountedPart[];
  readonly steps: number;
  readonly planHash: string;
  readonly warnings: readonly Warning[];
  readonly #outcome: Recorded;
  readonly #options: Options;
  #gone = false;

  constructor(outcome: Recorded, planHash: string, steps: number, options: Options) {
    this.#outcome = outcome;
    this.planHash = planHash;
    this.#options = options;
    this.target = outcome.target;
    this.steps = steps;
    this.warnings = outcome.warnings;
    this.mounts = partsOf(outcome);
  }

  /** File of the process with which it is to go. */
  protected get owner(): string | undefined {
    return this.#outcome.owner;
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

  unmount(options: UnmountOptions = {}): Promise<Unmounted> {
    return answered({ name: "Mounted.unmount", args: [options] }, async () => {
      // What watched the mount says nothing of the unmount, and a file that was recorded would be cut off.
      const { record: _, ...mine } = { ...this.#options, signal: undefined, onProgress: undefined };
      takingDown ??= await import("./unmount.ts");
      const unmounted = await takingDown.unmountOutcome(this.#outcome, { ...mine, ...options });
      this.#gone = true;
      return unmounted;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#gone) await this.unmount();
  }
}

/**
 * Mounts what is asked for at a directory, proves it, and records it.
 *
 * @param request The mounts in order, the target, and how much is to be proved.
 * @param options `state`: the state directory, `/run/layermount` as root unless said otherwise; `signal` and
 *   `onProgress`: a program is a step of them, and there is one for each mount of the list.
 * @returns What was mounted. `await using` takes it down again.
 * @throws RefusedError when a rule forbids it and nothing was done: `ordinary.mount`, `words.remount`, `way.none`,
 *   `target.missing`, `records.unsafe-directory` and others.
 * @throws FailedError when the kernel refused or the proof failed and all was undone: `kernel.refused`,
 *   `layer.missing`, `verify.layer-changed` and others.
 * @throws LeftError with the same rules, when something could not be undone.
 * @throws AbortError `run.aborted`, and UsageError `library.argument`, `capability.unknown`.
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
  return answered({ name: "mount", args: [request, options] }, () => mounting(request, options));
}

/** As `mount`; errors as they are. */
export function mounting(request: MountRequest, options: Options, Made = MountedTarget): Promise<Mounted> {
  const { state } = options;
  let recorder: Promise<Recorder> | undefined;
  const meanwhile = ({ privilege }: Capabilities): void => {
    // Who may mount nothing is refused by the planner, and needs no state directory for it.
    recorder = state === false || privilege === "none" ? undefined : Recorder.open(state, Made.isBound);
    recorder?.catch(() => undefined);
  };
  const work = async (context: Context): Promise<Mounted> => mountIn(context, request, options, await recorder, Made);
  return inContext(options, work, { undoes: true, meanwhile });
}

async function mountIn(
  context: Context,
  request: MountRequest,
  options: Options,
  recorder: Recorder | undefined,
  Made: typeof MountedTarget,
): Promise<Mounted> {
  const { planner, driver, capabilities } = context;
  let isLeft = false;
  // As the outcome, its record and everybody who asks for it have it.
  const target = tidied(bytesOf(request.target));
  try {
    let hash = await firstPlanHash(request, capabilities);
    const { namespaces } = driver;
    const planned = () => {
      const token = recorder?.journal.token;
      const lent = { userNamespaces: namespaces?.held, scratch: scratchIn(recorder?.directory, token) };
      return plannedRequest(request, { ...lent, ...(token && { token, journal: JOURNAL }) });
    };
    const beginning = recorder && (await begun({ context, request, target, recorder, planned }));
    const { asked, planned: wanted } = beginning ?? { asked: planner, planned: planned() };
    const ended = await carryOut(asked, driver, wanted, capabilities, () => {
      hash ??= planHash(request, capabilities);
      recorder?.begin(target, hash);
    });
    if (ended.answer.tag !== "mounted") throw new Error(`a mount ended as ${ended.answer.tag}`);
    const outcome: Recorded = {
      ...ended.answer.value,
      claims: recorder?.claimed,
      owner: recorder?.owner,
      token: recorder?.journal.token,
    };
    if (outcome.userNamespaces.length > 0) namespaces?.keep(outcome.userNamespaces);
    const finish = async (): Promise<void> => {
      context.settle?.();
      await recorder?.finish(outcome);
    };
    await finish().catch(async (error: unknown) => {
      // Without a record nobody could take it down later.
      const { takeDown } = await import("./unmount.ts");
      await takeDown({ ...context, driver: context.kernel }, outcome, {});
      throw error;
    });
    recorder?.ended();
    return new Made(outcome, hash ?? "", ended.steps, options);
  } catch (error) {
    const isUnrecorded = error instanceof Unrecorded;
    // Of anything but an answer nobody knows what it left: a later run takes it back.
    const isKnown = error instanceof LayermountError || isUnrecorded;
    isLeft = !isKnown || (error instanceof LayermountError && error.kind === "left");
    await recorder?.disown().catch(ignored);
    if (isKnown && isLeft) throw await (await import("./in-the-way.ts")).withHolders(error as LayermountError);
    if (isKnown) recorder?.ended();
    throw isUnrecorded ? await error.refusal() : error;
  } finally {
    // What it could not let go of is stale: the next recovery removes it.
    await recorder?.close(isLeft).catch(ignored);
  }
}
