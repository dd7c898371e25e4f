/** Processes that are killed while they mount, and what is done about it. */
import { existsSync, rmdirSync } from "node:fs";
import { LayermountError, unmount } from "../../host/index.ts";
import { umount } from "../support/libc.ts";
import { mountedBeneath } from "../support/temporary.ts";
import type { Work } from "./operations.ts";
import type { Slot } from "./slots.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;
/** Milliseconds that a mount by the command line takes, with its start, and some. */
const KILLED_WITHIN = 120;

/** Starts `layermount mount` and kills it somewhere on its way. */
export async function startsAndKills({ slots, random, tally, options }: Work, slot: Slot): Promise<void> {
  const { mounts, target, mkdir } = slots.request(slot);
  const [root] = mounts;
  if (root === undefined) return;
  const text = (path: unknown): string => String(path);
  const args = (root.lowers ?? []).flatMap((lower) => ["--lower", text(lower)]);
  if (root.upper) args.push("--upper", text(root.upper), "--work", text(root.work));
  const command = [
    process.execPath,
    MAIN,
    "mount",
    "--state",
    text(options.state),
    ...args,
    ...(mkdir ? ["--mkdir"] : []),
  ];
  const child = Bun.spawn([...command, text(target)], { stdio: ["ignore", "ignore", "ignore"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), random.below(KILLED_WITHIN));
  await child.exited;
  clearTimeout(timer);
  slot.killed = true;
  tally.count("killed while it mounts", child.signalCode === "SIGKILL" ? "killed" : "was faster");
}

/** Takes back what killed processes left; with `all` also what is recorded and stands. */
export async function recovers(work: Work, all = false): Promise<void> {
  const { slots, tally, options } = work;
  const killed = slots.all.filter((slot) => slot.killed && !slot.busy);
  if (killed.length === 0 && !all) return;
  for (const slot of killed) slot.busy = true;
  try {
    for (const slot of killed) {
      // Recorded mounts are whole: whoever comes later takes them down.
      await unmount(slot.target, options).catch((error: unknown) => {
        if (!(error instanceof LayermountError)) throw error;
      });
      const isLeft = mountedBeneath(slot.target).length > 0;
      if (isLeft) umount(slot.target);
      if (slot.number % 3 === 0 && existsSync(slot.target)) rmdirSync(slot.target);
      tally.count("taken down after a kill", isLeft ? "by hand" : "by its record, or nothing was there");
      slot.killed = false;
    }
  } finally {
    for (const slot of killed) slot.busy = false;
  }
}
