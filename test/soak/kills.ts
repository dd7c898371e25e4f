/** Processes that are killed while they mount, and what is done about it. */
import { existsSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import * as library from "../../host/index.ts";
import { clearClaims } from "../../host/library/clear-claims.ts";
import { Session } from "../../host/linux/session.ts";
import { stateIn } from "../../host/records/index.ts";
import { umount } from "../support/libc.ts";
import { mountedBeneath } from "../support/temporary.ts";
import type { Work } from "./operations.ts";
import type { Slot } from "./slots.ts";

const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;
/** Milliseconds that a mount by the command line takes, with its start, and some. */
const KILLED_WITHIN = 120;

/** What `recover` says of a run whose process died. */
interface Run {
  readonly recovery: string;
  readonly left: readonly string[];
  readonly note?: string;
}

type Recover = (options: library.Options) => Promise<{ readonly runs: readonly Run[] }>;

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
    const isRecovered = await recovered(work);
    for (const slot of killed) {
      // What it had finished is recorded, and stays until somebody takes it down.
      const ended = await library.unmount(slot.target, options).then(
        () => "was whole, and is taken down",
        (error: unknown) => {
          if (error instanceof library.LayermountError && error.rule === "unmount.nothing-recorded")
            return "is not there";
          throw error;
        },
      );
      tally.count("killed mount", ended);
      const isLeft = mountedBeneath(slot.target).length > 0;
      if (isLeft && isRecovered) tally.wrong.push(`${slot.target} is mounted after recovery`);
      if (isLeft) umount(slot.target);
      if (!isRecovered && slot.number % 3 === 0 && existsSync(slot.target)) rmdirSync(slot.target);
      slot.killed = false;
    }
    if (all) await clearedClaims(work);
    // Unfinished records are what a recovery removes.
    if (all && !isRecovered)
      for (const name of readdirSync(`${options.state}`)) if (name.endsWith(".new")) rmSync(`${options.state}/${name}`);
  } finally {
    for (const slot of killed) slot.busy = false;
  }
}

/** By the library's `recover`, where it has one. */
async function recovered({ tally, options }: Work): Promise<boolean> {
  const recover = (library as { readonly recover?: Recover }).recover;
  if (recover === undefined) return false;
  for (const { recovery, left, note } of (await recover(options)).runs) {
    tally.count("recovered", recovery);
    if (recovery === "left" || recovery === "damaged")
      tally.wrong.push(`${recovery}: ${left.join(", ")} ${note ?? ""}`);
  }
  return true;
}

async function clearedClaims({ options }: Work): Promise<void> {
  await using session = new Session();
  await clearClaims(await stateIn(session, options.state || undefined));
}
