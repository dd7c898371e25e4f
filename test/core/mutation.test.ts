/** The planner and wrong input: no trap, no hang, and a rule of the table for whatever it refuses. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Order, Report } from "./mutation-worker.ts";

const { LAYERMOUNT_TEST_SEED = "1" } = process.env;
const SEED = Number(LAYERMOUNT_TEST_SEED);
const MUTANTS = 100_000;
/** Milliseconds that a call may take; the slowest ones of good input take about one. */
const BOUND = 100;
/** Milliseconds without progress after which a call is one that does not end. */
const HANG = 20_000;

/** Asks in a thread, which alone can be given up. */
async function asked(order: Omit<Order, "progress">): Promise<Report> {
  const progress = new SharedArrayBuffer(4);
  const at = new Int32Array(progress);
  const worker = new Worker(new URL("./mutation-worker.ts", import.meta.url));
  let watch: ReturnType<typeof setInterval> | undefined;
  try {
    return await new Promise<Report>((resolve, reject) => {
      let [last, since] = [0, performance.now()];
      watch = setInterval(() => {
        if (Atomics.load(at, 0) !== last) [last, since] = [Atomics.load(at, 0), performance.now()];
        else if (performance.now() - since > HANG)
          reject(new Error(`mutant ${last} of seed ${order.seed} does not end`));
      }, 500);
      // An order that comes before the thread has loaded its modules would be lost.
      worker.onmessage = ({ data }: MessageEvent<Report | "ready">) => {
        if (data === "ready") worker.postMessage({ ...order, progress });
        else resolve(data);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.addEventListener("close", () => reject(new Error("the thread ended without a report")));
    });
  } finally {
    clearInterval(watch);
    worker.terminate();
  }
}

test(`${MUTANTS} mutants from seed ${SEED}: no trap, no hang, every refusal has a rule`, async () => {
  const { reached, refused, slowest, wrong } = await asked({ seed: SEED, count: MUTANTS, bound: BOUND });
  console.log(`${reached} of ${MUTANTS} reached the planner, ${refused} refused, slowest ${slowest.toFixed(1)} ms`);
  assert.equal(wrong, []);
  assert.ok(reached >= MUTANTS / 3, `only ${reached} of ${MUTANTS} reached the planner`);
  assert.ok(refused > reached / 10 && refused < MUTANTS, `${refused} refused: nearly none, or all`);
});

test.run();
