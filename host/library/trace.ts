import type { Replayed } from "../types.ts";
import { answered } from "./answered.ts";

/**
 * The canonical text of what was recorded: JSON Lines, one event each.
 *
 * @param recorded Bytes of a file that the option `record` named, also of one whose writer died; a text comes back.
 * @returns The same text for the same requests, capabilities and observations: it holds no time, no address, no
 *   descriptor and no process id.
 * @throws RefusedError `trace.malformed`, and `trace.core` for a recording of another version's planner.
 * @see strace(1), which tells system calls; RFC 8259, JSON
 * @example
 * ```ts
 * import { mount, traceText } from "layermount";
 * import { readFile } from "node:fs/promises";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const options = { state: `${dir}/state`, record: `${dir}/run.trace` };
 * await using mounted = await mount({ mounts: [root], target: `${dir}/target` }, options);
 * const text = await traceText(await readFile(`${dir}/run.trace`));
 * if (!text.includes(`"outcome":{"mounted":`)) throw new Error(`the run of ${mounted.planHash} ends with its outcome`);
 * ```
 */
export function traceText(recorded: Uint8Array): Promise<string> {
  return answered({ name: "traceText", args: [recorded] }, async () => (await import("./traced.ts")).textOf(recorded));
}

/**
 * A trace without the names of whoever recorded it, so that it can be shown to anybody: every name is another one of
 * the same length, in the same order, with the same beginnings and the same special characters, and the planner does
 * the same with it.
 *
 * @param recorded Bytes of a trace: its text, or the file that the option `record` named.
 * @returns Its canonical text, which replays. Inodes, devices, ids of mounts and users are kept.
 * @throws RefusedError `trace.malformed`, `trace.core`, and `trace.not-redactable` where the planner would do something
 *   else with other names.
 * @see strace(1)
 * @example
 * ```ts
 * import { mount, redactTrace, replay } from "layermount";
 * import { readFile } from "node:fs/promises";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const options = { state: `${dir}/state`, record: `${dir}/run.trace` };
 * await using mounted = await mount({ mounts: [root], target: `${dir}/target` }, options);
 * const text = await redactTrace(await readFile(`${dir}/run.trace`));
 * const { same } = await replay(new TextEncoder().encode(text));
 * if (!same || text.includes("base-layer")) throw new Error(`${mounted.planHash} is told without names`);
 * ```
 */
export function redactTrace(recorded: Uint8Array): Promise<string> {
  return answered({ name: "redactTrace", args: [recorded] }, async () =>
    (await import("./traced.ts")).redactedText(recorded),
  );
}

/**
 * Gives this planner what was observed when a trace was recorded, and compares every program that it makes with the
 * one that was carried out then: byte for byte, or effect by effect where the planner is another one. Nothing is
 * mounted: it needs neither Linux nor root.
 *
 * @param recorded Bytes of a trace: its text, or the file that the option `record` named.
 * @returns For every run how far it is the same, and the first thing that differs.
 * @throws RefusedError `trace.malformed`, `trace.core`.
 * @see strace(1), rr(1)
 * @example
 * ```ts
 * import { mount, replay } from "layermount";
 * import { readFile } from "node:fs/promises";
 * const root = { type: "overlay", lowers: [`${dir}/upper-layer`, `${dir}/base-layer`] };
 * const options = { state: `${dir}/state`, record: `${dir}/run.trace` };
 * await using mounted = await mount({ mounts: [root], target: `${dir}/target` }, options);
 * const { runs, same } = await replay(await readFile(`${dir}/run.trace`));
 * if (!same || runs.length !== 1) throw new Error(`the planner of ${mounted.planHash} does the same again`);
 * ```
 */
export function replay(recorded: Uint8Array): Promise<Replayed> {
  return answered({ name: "replay", args: [recorded] }, async () => (await import("./traced.ts")).replayed(recorded));
}
