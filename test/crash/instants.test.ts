/** Processes that are killed at any instant while they mount and take down. */
import { mkdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Place } from "../cases/place.ts";
import { Random } from "../model/random.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { cleared, type Died, lookAt } from "./remains.ts";

const { LAYERMOUNT_KILLS = "1000" } = process.env;
const KILLS = Number(LAYERMOUNT_KILLS);
const LAYERS = 10;
/** Microseconds after a process began: it mounts and takes down some times meanwhile. */
const SPAN = 6000;
/** Beside others a process comes less far: it is given more time until it is met at work. */
const SPAN_MOST = 200_000;

/** Leaves the processor to the other one; timers of the event loop are a millisecond late. */
function pause(microseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, microseconds / 1000);
}

if (inPrivateNamespace(import.meta.filename)) {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const random = new Random(seed);

  test(`killed ${KILLS} times at any instant`, async () => {
    const place = new Place("instants");
    try {
      const { lowers } = place.stack(LAYERS);
      mkdirSync(`${lowers[0]}/below`);
      const { upper, work } = place.top();
      const targets = place.make("targets");
      const before = lookAt(place);
      const args = [`${import.meta.dirname}/looping.ts`, place.at("state"), targets, upper, work, ...lowers];
      const died: Record<Died, number> = { nothing: 0, undone: 0, finished: 0 };
      const begun = performance.now();
      let span = SPAN;
      let next = start(args);
      for (let i = 0; i < KILLS; i++) {
        const child = next;
        await child.ready;
        pause(random.below(span));
        child.process.kill("SIGKILL");
        await child.process.exited;
        const what = await cleared(place, before, `seed ${seed}, kill ${i}`);
        died[what]++;
        span = what === "nothing" ? Math.min(SPAN_MOST, span * 1.05) : Math.max(SPAN, span * 0.9);
        next = start(args);
      }
      next.process.kill("SIGKILL");
      await next.process.exited;
      await cleared(place, before, `seed ${seed}, the last`);
      const seconds = (performance.now() - begun) / 1000;
      console.log(`seed ${seed}: killed ${KILLS} times in ${seconds.toFixed(1)} s; ${JSON.stringify(died)}`);
      assert.ok(died.undone > KILLS / 20, "it was killed while it was at work");
    } finally {
      assert.equal(place.remove(), []);
    }
  });
}

function start(args: readonly string[]) {
  const child = Bun.spawn([process.execPath, ...args], { stdout: "pipe", stderr: "inherit" });
  return { process: child, ready: child.stdout.getReader().read() };
}

test.run();
