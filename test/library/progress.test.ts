// Progress is told before and after each program: what it holds, how far it came, which attempt it is.
import { test } from "uvu";
import * as assert from "uvu/assert";
import { list, mount, type Progress, probe, unmount } from "../../host/index.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place } from "./place.ts";

/** A listener, and what it was told. */
function listening(): { readonly told: Progress[]; readonly onProgress: (progress: Progress) => void } {
  const told: Progress[] = [];
  return { told, onProgress: (progress) => told.push(progress) };
}

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;

  test("a list of mounts: a program each, and its steps are the sum", async () => {
    const { told, onProgress } = listening();
    const mounted = await mount(place.list(), { state, onProgress });
    assert.equal(
      told.map(({ state, program }) => [state, program]),
      // The first one makes the directory, by another name.
      [1, 2, 3, 4].flatMap((program) => [
        ["begun", program],
        ["ended", program],
      ]),
    );
    for (const { state, effects, done, attempt, phases, program } of told) {
      assert.equal([done, attempt], [state === "begun" ? 0 : effects, 0]);
      assert.equal(phases.slice(0, 3), program === 1 ? ["perform"] : ["survey", "perform", "verify"]);
    }
    const steps = told.reduce((sum, { done }) => sum + done, 0);
    assert.is(mounted.steps, steps);
    const before = told.length;
    await mounted.unmount();
    assert.is(told.length, before, "the listener of a mount hears nothing of its unmount");
  });

  test("attempts at a busy mount are counted", async () => {
    await mount(place.overlay(), { state });
    const user = Bun.spawn(["sleep", "60"], { cwd: place.at("target") });
    const { told, onProgress } = listening();
    const ended = unmount(place.at("target"), {
      state,
      onProgress(progress) {
        onProgress(progress);
        if (progress.attempt === 3) user.kill();
      },
    });
    const { retries } = await ended;
    const attempts = told.filter(({ state }) => state === "ended").map(({ attempt }) => attempt);
    assert.equal(
      attempts,
      Array.from({ length: retries + 1 }, (_, i) => i + 1),
    );
    assert.ok(retries >= 2);
    const [first] = told.filter(({ state }) => state === "ended");
    assert.ok(first && first.done < first.effects, "an attempt that is refused is not carried out to its end");
  });

  test("probe and list tell theirs", async () => {
    const probing = listening();
    await probe(place.at("data"), probing);
    assert.ok(probing.told.every(({ phases }) => phases.includes("probe")));
    assert.ok(probing.told.length >= 2);
    const mounted = await mount(place.overlay(), { state });
    const listing = listening();
    await list({ state, ...listing });
    assert.equal(
      listing.told.map(({ phases }) => phases),
      [["survey"], ["survey"]],
    );
    await mounted.unmount();
  });

  test("what a listener throws is uncaught, and the mount goes on", async () => {
    const caught: unknown[] = [];
    const keep = (error: unknown) => caught.push(error);
    process.on("uncaughtException", keep);
    const onProgress = () => {
      throw new Error("a listener's own");
    };
    const mounted = await mount(place.overlay(), { state, onProgress });
    await Bun.sleep(1);
    process.off("uncaughtException", keep);
    assert.equal(caught.map(String), ["Error: a listener's own", "Error: a listener's own"]);
    await mounted.unmount();
    assert.equal(place.mounted, []);
  });

  test.after(() => place.remove());
  test.run();
}
