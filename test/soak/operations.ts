/** What is done at a slot: each operation ends as it must, or is told as wrong. */
import { closeSync, existsSync, openSync, rmdirSync } from "node:fs";
import { LayermountError, list, mount, type Options, unmount, withMount } from "../../host/index.ts";
import type { Random } from "../model/random.ts";
import { umount } from "../support/libc.ts";
import { faulty } from "./faults.ts";
import type { Slot, Slots } from "./slots.ts";
import type { Tally } from "./tally.ts";

const BUSY_MOST = 30;
/** ENOENT and EINVAL of what is gone, and EBUSY while an earlier operation lets go of it. */
const STRANGERS = [2, 16, 22];
/** Rules by which an operation may end besides being done; of what is not named here it must be done. */
const MAY: Readonly<Record<string, RegExp>> = {
  "mount with a fault": /^(?:kernel|survey|verify|layer|upper|work|target|mount|run|way)\./,
  "mount, aborted": /^run\.aborted$/,
  "mount of a missing layer": /^layer\.missing$/,
  "mount with another's upperdir": /^upper\.(?:in-use|being-mounted)$/,
  "unmount with a fault": /^unmount\./,
  "unmount, busy at first": /^unmount\.busy$/,
};
/** What must not be done. */
const NEVER: ReadonlySet<string> = new Set(["mount of a missing layer", "mount with another's upperdir"]);

/** What the operations share. */
export interface Work {
  readonly slots: Slots;
  readonly random: Random;
  readonly tally: Tally;
  readonly options: Options;
  /** The number of the operation `child`, of whose block nothing is cut off. */
  readonly childOp: number;
}

/** How an operation ended: `done`, or the rule. */
async function end(work: Work, operation: string, run: () => Promise<unknown>): Promise<string> {
  const { tally } = work;
  const begin = performance.now();
  try {
    await run();
    tally.took(operation, performance.now() - begin);
    tally.count(operation, "done");
    if (NEVER.has(operation)) tally.wrong.push(`${operation}: done`);
    return "done";
  } catch (error) {
    if (!(error instanceof LayermountError)) throw error;
    const { rule, kind, message, left } = error;
    const isTold = kind !== "left" || operation === "unmount with a fault" || isDirectory(left);
    tally.count(operation, kind === "left" ? `${rule}, left` : rule);
    if (!isTold || !MAY[operation]?.test(rule))
      tally.wrong.push(`${operation}: ${rule}: ${message}; left: ${left.join(", ")}`);
    return rule;
  }
}

/**
 * Whether all that is left is an empty directory that was made, whose identity could not be read: it is named, and
 * removed here as whoever reads that would.
 */
function isDirectory(left: readonly string[]): boolean {
  const [path] = left;
  if (path === undefined || left.length > 1 || !existsSync(path)) return false;
  try {
    rmdirSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Mounts at a free slot: plainly, with a fault, or aborted in the middle. */
export async function mounts(work: Work, slot: Slot): Promise<void> {
  const { random, slots, options, childOp } = work;
  const draw = random.below(10);
  const request = slots.request(slot);
  const [operation, more]: [string, Options] =
    draw === 0
      ? ["mount with a fault", { driver: (kernel) => faulty(kernel, random, childOp) }]
      : draw === 1
        ? ["mount, aborted", { signal: AbortSignal.timeout(random.below(4)) }]
        : ["mount", {}];
  if (draw === 2) {
    const [root] = request.mounts;
    const lowers = [...(root?.lowers ?? []), "/nowhere/at/all"];
    await end(work, "mount of a missing layer", () =>
      mount({ ...request, mounts: [{ type: "overlay", lowers }] }, options),
    );
    return;
  }
  await end(work, operation, async () => {
    slot.mounted = await mount(request, { ...options, ...more });
  });
}

/** Takes a slot's mount down: by what mount gave or by its path, while it is busy, or after somebody else did. */
export async function unmounts(work: Work, slot: Slot): Promise<void> {
  const { random, options, childOp } = work;
  const { mounted, target } = slot;
  if (mounted === undefined) return;
  const draw = random.below(10);
  let operation = draw < 5 ? "unmount" : "unmount by path";
  // What failed behind the unmount itself may be gone, with its directory.
  if (draw === 9 && !slot.doubtful) {
    operation = "unmount, busy at first";
    const fd = openSync(target, "r");
    setTimeout(() => closeSync(fd), random.below(BUSY_MOST));
  } else if (draw === 8) {
    operation = "unmount after a stranger's";
    strangerUnmounts(target);
  } else if (draw === 7) operation = "unmount with a fault";
  // What mounted is unmounted by the same driver, unless another one is given.
  const how: Options = { ...options, driver: (kernel) => (draw === 7 ? faulty(kernel, random, childOp) : kernel) };
  const ended = await end(work, operation, async () => {
    const { notes } = await (draw < 5 ? mounted.unmount(how) : unmount(target, how));
    for (const { rule } of notes) {
      work.tally.count("note", rule);
      // A namespace of another operation has a copy of the mount: what is to be done then is in the note.
      if (rule === "unmount.directory-elsewhere") rmdirSync(target);
    }
  });
  slot.doubtful = ended !== "done";
  if (ended === "done") slot.mounted = undefined;
}

/** What failed behind the unmount itself may have been unmounted already. */
function strangerUnmounts(target: string): void {
  try {
    umount(target);
  } catch (error) {
    if (!(error instanceof Error && "errno" in error && STRANGERS.includes(Number(error.errno)))) throw error;
  }
}

/** Asks for the upperdir of a mount that is there: refused. */
export async function conflicts(work: Work, slot: Slot, other: Slot): Promise<void> {
  const { slots, options } = work;
  await end(work, "mount with another's upperdir", async () => {
    slot.mounted = await mount(slots.request(slot, other.number), options);
  });
}

/** A mount for one command. */
export async function runs(work: Work, slot: Slot): Promise<void> {
  const { mounts } = work.slots.request(slot);
  await end(work, "with", () => withMount({ mounts }, { argv: ["true"] }, work.options));
}

/** What is recorded, and whether the kernel agrees: of those at which nobody works, all are there. */
export async function lists(work: Work): Promise<void> {
  const { slots, options, tally } = work;
  const before = new Map(slots.all.filter(({ busy, mounted }) => !busy && mounted).map((slot) => [slot, slot.turns]));
  await end(work, "list", async () => {
    const { mounts } = await list(options);
    const told = new Map(mounts.map(({ target, standing }) => [new TextDecoder().decode(target), standing]));
    for (const [{ target, turns, doubtful }, then] of before) {
      if (turns !== then || doubtful || told.get(target) === "ours") continue;
      tally.wrong.push(`${target} is ${told.get(target)} in the list`);
    }
  });
}
