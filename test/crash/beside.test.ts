/** Somebody takes back what the dead have left while others are at work: of theirs nothing is touched. */
import { mkdirSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { list, recover } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { inPrivateNamespace } from "../support/namespace.ts";

const MILLISECONDS = 4000;

if (inPrivateNamespace(import.meta.filename)) {
  for (const [what, worker] of [
    ["mounts that stay", "looping.ts"],
    ["mounts that go with their process", "bound.ts"],
  ] as const) {
    test(what, async () => {
      const place = new Place("beside");
      const state = place.at("state");
      const { lowers } = place.stack(2);
      mkdirSync(`${lowers[0]}/below`);
      writeFileSync(`${lowers[0]}/seen`, "");
      const { upper, work } = place.top();
      const tops = worker === "looping.ts" ? [place.make("targets"), upper, work] : [];
      const args = [`${import.meta.dirname}/${worker}`, state, ...tops, ...lowers];
      const child = Bun.spawn([process.execPath, ...args], { stdout: "pipe", stderr: "pipe" });
      const said = child.stderr.text();
      await child.stdout.getReader().read();
      const wrong: string[] = [];
      let [looks, alive] = [0, 0];
      for (
        const end = performance.now() + MILLISECONDS;
        performance.now() < end && child.exitCode === null && wrong.length === 0;
        looks++
      ) {
        const { runs } = await recover({ state });
        for (const { recovery, note, journal } of runs) {
          if (recovery !== "alive") wrong.push(`${journal}: ${recovery} ${note ?? ""}`);
        }
        alive += runs.length;
        await list({ state });
      }
      const ended = child.exitCode;
      child.kill("SIGKILL");
      await child.exited;
      assert.equal(wrong, []);
      assert.is(ended, null, await said);
      console.log(`${what}: looked ${looks} times, and saw ${alive} runs of the living`);
      assert.ok(looks > 100 && (alive > 0 || tops.length === 0), `${looks} looks, ${alive} alive`);
      await recover({ state });
      for (const { target } of (await list({ state })).mounts) {
        await (await import("../../host/index.ts")).unmount(target, { state });
      }
      assert.equal(place.remove(), []);
    });
  }
  test.run();
}
