/** Processes that are killed while they mount, and what is done about it. */
import { rmdirSync } from "node:fs";
import { LayermountError, recover, unmount } from "../../host/index.ts";
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
  if (mkdir) args.push("--mkdir");
  const command = [process.execPath, MAIN, "mount", "--state", text(options.state), ...args, text(target)];
  const child = Bun.spawn(command, { stdio: ["ignore", "ignore", "ignore"] });
  const timer = setTimeout(() => child.kill("SIGKILL"), random.below(KILLED_WITHIN));
  await child.exited;
  clearTimeout(timer);
  slot.killed = true;
  tally.count("killed while it mounts", child.signalCode === "SIGKILL" ? "killed" : "was faster");
}

/** Takes back what killed processes left; with `all` also where none is known of. */
export async function recovers(work: Work, all = false): Promise<void> {
  const { slots, tally, options } = work;
  const killed = slots.all.filter((slot) => slot.killed && !slot.busy);
  if (killed.length === 0 && !all) return;
  for (const slot of killed) slot.busy = true;
  try {
    await recovered(work);
    for (const slot of killed) {
      // What it had finished is recorded, and stays until somebody takes it down.
      const ended = await unmount(slot.target, options).then(
        ({ notes }) => {
          if (notes.some(({ rule }) => rule === "unmount.directory-elsewhere")) rmdirSync(slot.target);
          return "was whole, and is taken down";
        },
        (error: unknown) => {
          if (error instanceof LayermountError && error.rule === "unmount.nothing-recorded") return "is not there";
          throw error;
        },
      );
      tally.count("killed mount", ended);
      if (mountedBeneath(slot.target).length > 0) tally.wrong.push(`${slot.target} is mounted after recovery`);
      slot.killed = false;
    }
  } finally {
    for (const slot of killed) slot.busy = false;
  }
}

async function recovered({ tally, options }: Work): Promise<void> {
  const { runs } = await recover(options);
  for (const { recovery, left, note } of runs) {
    tally.count("recovered", recovery);
    if (recovery === "left" || recovery === "damaged")
      tally.wrong.push(`${recovery}: ${left.join(", ")} ${note ?? ""}`);
  }
}
