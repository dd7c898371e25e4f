import { type Line, PROBE_ONLY, readLine, SHORT, type Tier } from "../../test/machines/lines.ts";
import { makeDisk, rootDisk } from "./disk.ts";
import { openKernel } from "./kernel.ts";
import { boot, type Disks } from "./machine.ts";
import type { Wanted } from "./options.ts";
import { makePayload } from "./payload.ts";
import type { Run } from "./table.ts";
import { inWorkplace } from "./workplace.ts";

const COMMAND = "bun test/machines/root.ts; bun test/machines/ordinary.ts";
const SHORTLY = `export ${SHORT}=1; ${COMMAND}`;
const PROBE = `export ${PROBE_ONLY}=1; ${COMMAND}`;

function commandOf({ vectors, short }: Wanted): string {
  if (vectors) return PROBE;
  return short ? SHORTLY : COMMAND;
}

/** Makes the disks that all kernels share, for as long as `use` takes. */
export function withDisks<T>({ cache }: Wanted, use: (disks: Disks) => Promise<T>): Promise<T> {
  return inWorkplace(cache, "disks", async (work) => {
    makePayload(`${work}/payload`);
    const [payload, scratch] = [`${work}/payload.img`, `${work}/scratch.img`];
    await makeDisk(payload, 128, `${work}/payload`);
    await makeDisk(scratch, 1024);
    return await use({ root: await rootDisk(cache), payload, scratch });
  });
}

function troublesOf(lines: readonly Line[], code: number | undefined, console: string): string[] {
  const silent = (["root", "ordinary"] as Tier[]).filter((tier) => !lines.some((line) => line.tier === tier));
  const troubles = silent.map((tier) => `the tier ${tier} said nothing`);
  if (code === undefined) troubles.push(`the machine did not come to an end:\n${console}`);
  else if (code !== 0) troubles.push(`the tests ended with ${code}`);
  return troubles;
}

/**
 * Runs the cases in one kernel.
 *
 * @param other What the guest prints besides the lines of the cases.
 * @throws Unable when the kernel cannot be had.
 */
export async function runKernel(
  name: string,
  wanted: Wanted,
  disks: Disks,
  other: (text: string) => void,
): Promise<Run> {
  const kernel = await openKernel(name, wanted.cache, wanted.refresh);
  const lines: Line[] = [];
  const line = (text: string) => {
    const read = readLine(text);
    if (read === undefined) other(text);
    else lines.push(read);
  };
  const command = commandOf(wanted);
  const run = () =>
    inWorkplace(wanted.cache, "run", (work) => boot({ kernel, disks, work, line, command, limit: wanted.limit }));
  let ending = await run();
  // Before the command nothing of ours has run in it: what failed is the emulator or its machine.
  if (ending.code === undefined && ending.boot === 0) {
    other(`the machine did not boot, and is started again:\n${ending.console}`);
    ending = await run();
  }
  const troubles = troublesOf(lines, ending.code, ending.console);
  return { kernel: name, release: kernel.release, lines, troubles, seconds: ending.boot + ending.took };
}
