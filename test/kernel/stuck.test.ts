/**
 * An unmount that is really stuck: an overlay whose upperdir lies on ext4, whose loop
 * device is a file on another ext4, and that one is frozen by FIFREEZE. The unmount
 * writes the upper file system back (kernel.md §6.2) and waits for the frozen one.
 * (Freezing the upper's own file system does not do: it has nothing left to write then.)
 * Meanwhile the event loop goes on, and so do other mounts.
 *
 * Runs alone: it measures the longest gap of the event loop
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loopDevice, missingLoop } from "../cases/loop.ts";
import { Place } from "../cases/place.ts";
import { overlayCase } from "../cases/requests.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { skipped, testUnless } from "../support/skip.ts";
import { library, warmUp } from "./library.ts";

const FROZEN = 1000;
const GAP = 20;
/** Other work on the machine can take the processor away; then the measurement says nothing about us. */
const ATTEMPTS = 4;

interface Measured {
  /** Longest time between two turns of the event loop, in milliseconds. */
  readonly gap: number;
  /** How long the stuck unmount took. */
  readonly stuck: number;
  /** Mounts and unmounts of another overlay meanwhile. */
  readonly others: number;
}

function freeze(directory: string): void {
  const { status, stderr } = spawnSync("fsfreeze", ["-f", directory]);
  if (status !== 0) throw new Error(stderr.toString());
}

/** A file system that is unmounted frozen stays so for ever: thawed at the end whatever happened. */
function thaw(directory: string): void {
  spawnSync("fsfreeze", ["-u", directory]);
}

/** Turns of the event loop until `done`, and the longest time between two. */
async function longestGap(done: () => boolean): Promise<number> {
  let longest = 0;
  let last = performance.now();
  while (!done()) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
  }
  return longest;
}

async function idleGap(): Promise<number> {
  const end = performance.now() + FROZEN;
  return longestGap(() => performance.now() >= end);
}

async function measure(place: Place): Promise<Measured> {
  const frozen = place.attach("ext4", loopDevice(place, 32).device, place.make("frozen"));
  place.attach("ext4", loopDevice(place, 16, true, frozen).device, place.make("disk"));
  const stuck = await library.mount(overlayCase(place, place.stack(3).lowers, place.top("disk/top")).request);
  writeFileSync(`${place.target}/dirty`, "x".repeat(100_000));
  const other = overlayCase(place, place.stack(10, undefined, "others").lowers, place.top("other-top"));
  const request = { ...other.request, target: place.make("other-target") };

  freeze(frozen);
  place.finally(() => thaw(frozen));
  // By a process of its own: a timer of ours would prove nothing if the loop were blocked.
  const thawing = spawn("sh", ["-c", `sleep ${FROZEN / 1000}; exec fsfreeze -u "$1"`, "sh", frozen]);
  const thawed = new Promise((resolve) => thawing.once("exit", resolve));
  const begun = performance.now();
  let finished = 0;
  const unmounted = stuck.unmount().finally(() => {
    finished = performance.now();
  });
  let others = 0;
  const working = (async () => {
    while (finished === 0 && performance.now() - begun < FROZEN - 200) {
      const mounted = await library.mount(request);
      await mounted.unmount();
      others++;
    }
  })();
  const gap = await longestGap(() => finished !== 0);
  await Promise.all([unmounted, working, thawed]);
  return { gap, stuck: finished - begun, others };
}

async function once(): Promise<Measured> {
  const place = new Place("stuck");
  try {
    return await measure(place);
  } finally {
    place.remove();
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  test.before(warmUp);
  const missing = missingLoop() ?? (!hasProgram("fsfreeze") ? "needs fsfreeze" : undefined);
  testUnless(
    test,
    missing,
    `a stuck unmount: the loop's longest gap is under ${GAP} ms and other mounts go on`,
    async () => {
      const seen: Measured[] = [];
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        seen.push(await once());
        if ((seen.at(-1)?.gap ?? GAP) < GAP) break;
      }
      const { gap, stuck, others } = seen.at(-1) as Measured;
      console.log(
        `\nstuck for ${stuck.toFixed(0)} ms, longest gap ${gap.toFixed(1)} ms, ${others} other mounts meanwhile`,
      );
      assert.ok(stuck > FROZEN * 0.8, `the unmount was not stuck: ${stuck} ms`);
      assert.ok(others > 10, `${others} other mounts`);
      // A machine that leaves a loop that does nothing alone for as long cannot tell.
      const idle = gap < GAP ? 0 : await idleGap();
      if (idle >= GAP)
        return skipped("the event loop's longest gap", `the machine itself is away for ${idle.toFixed(0)} ms`);
      assert.ok(gap < GAP, seen.map((one) => one.gap.toFixed(1)).join(" "));
    },
  );
  test.run();
}
