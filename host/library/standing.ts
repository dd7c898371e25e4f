// What the kernel says of the mounts of a record.
import type { Presence } from "../planner/generated/types.ts";
import type { MountRecord } from "../records/record.ts";
import { carryOut } from "../run/carry-out.ts";
import type { Context } from "./context.ts";

type Asking = Pick<Context, "planner" | "driver" | "capabilities">;

/** Of each mount, in the order in which they were made. */
export async function standingsOf(
  { planner, driver, capabilities }: Asking,
  record: MountRecord,
): Promise<readonly Presence[]> {
  const mounts = record.mounts.map(({ identity }) => identity);
  const request = { tag: "check", value: { target: record.target, mounts } } as const;
  const { answer } = await carryOut(planner, driver, request, capabilities);
  if (answer.tag !== "checked") throw new Error(`a check ended as ${answer.tag}`);
  return answer.value.presences;
}

/** Whether nothing of it is mounted anywhere any more. */
export async function isGone(asking: Asking, record: MountRecord): Promise<boolean> {
  const standings = await standingsOf(asking, record);
  return standings.every((standing) => standing === "gone" || standing === "replaced");
}

/**
 * The newest record whose mount is there, and those of mounts that have gone; the last one where all have.
 *
 * @param always One record alone is asked about, too; else it is looked at when it is taken down.
 */
export async function newest(
  asking: Asking,
  records: readonly MountRecord[],
  always: boolean,
): Promise<{ readonly record: MountRecord | undefined; readonly gone: readonly MountRecord[] }> {
  const gone: MountRecord[] = [];
  if (records.length > 1 || always) {
    for (const record of records.toReversed()) {
      if (!(await isGone(asking, record))) return { record, gone };
      gone.push(record);
    }
  }
  return { record: records.at(-1), gone: gone.slice(1) };
}
