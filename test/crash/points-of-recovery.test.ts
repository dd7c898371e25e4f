/** A process died at its work, and whoever takes that back is killed before and after each effect of its own. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Place } from "../cases/place.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { killingHost } from "./killing.ts";
import { type Before, cleared, type Died, lookAt } from "./remains.ts";
import { SCENARIOS } from "./scenarios.ts";

const WORKER = `${import.meta.dirname}/worker.ts`;
const POINTS_MOST = 1000;
const CHOSEN = /a list with|by an attached clone/;

/** Does the work of `dies` and is killed before its n-th step; 0: it is not. False: it came to its end. */
type Kill = (at: number) => boolean;

/** The last step before which a process can be killed whose work is not finished then: most is to be taken back. */
async function lastUndone(dies: Kill, clear: (told: string) => Promise<Died>): Promise<number> {
  let [lives, ends] = [0, POINTS_MOST];
  while (ends - lives > 1) {
    const middle = (lives + ends) >> 1;
    if (dies(middle)) lives = middle;
    else ends = middle;
    await clear(`searching at ${middle}`);
  }
  for (let at = lives; at > 0; at--) {
    dies(at);
    if ((await clear(`searching at ${at}`)) === "undone") return at;
  }
  throw new Error("whenever it dies nothing is to be taken back");
}

if (inPrivateNamespace(import.meta.filename)) {
  const copy = temporary("killing-again");
  const library = killingHost(copy.path);
  const scenarios = SCENARIOS.filter(({ name }) => CHOSEN.test(name));

  test("there are some", () => assert.is(scenarios.length, 2));

  for (const { name, call, ends, lower, request } of scenarios) {
    test(`${name}: the recovery is killed at each effect`, async () => {
      const place = new Place("killed-again");
      try {
        const state = place.at("state");
        const asked = JSON.stringify(request(place));
        const options = JSON.stringify({ state, ...(lower && { lower }) });
        const killed = (end: string, at: number, ...args: readonly string[]): boolean => {
          const { signalCode, stdout, stderr } = Bun.spawnSync([process.execPath, WORKER, library, ...args], {
            env: { ...process.env, LAYERMOUNT_SHIM: "cc", LAYERMOUNT_KILL: String(at) },
          });
          if (signalCode !== "SIGKILL") assert.is(`${stdout}`.trim(), end, `${stderr}`);
          return signalCode === "SIGKILL";
        };
        const run: Kill = (at) => killed(ends, at, call, asked, options);
        const recovery: Kill = (at) => killed("recovered", at, "recover", JSON.stringify({ state }), "{}");
        let before: Before = lookAt(place);
        // The first ones make the directory, and keep in it what the kernel can do.
        for (let i = 0; i < 2; i++) {
          run(0);
          await cleared(place, before, "before");
        }
        before = lookAt(place);
        const died = await lastUndone(run, (told) => cleared(place, before, told));
        const came: Record<Died, number> = { nothing: 0, undone: 0, finished: 0 };
        let at = 1;
        for (; at < POINTS_MOST; at++) {
          assert.ok(run(died), "the same process dies again");
          const wasKilled = recovery(at);
          came[await cleared(place, before, `killed at ${died}, its recovery at ${at}`)]++;
          if (!wasKilled) break;
        }
        console.log(`${name}: killed at ${died}; its recovery killed ${at - 1} times; ${JSON.stringify(came)}`);
        assert.ok(at < POINTS_MOST, "it came to its end");
        assert.ok(at > 30 && came.undone > 20 && came.finished === 0, "it was killed while it was at work");
      } finally {
        assert.equal(place.remove(), []);
      }
    });
  }

  test.after(() => copy.remove());
}

test.run();
