// An AbortSignal is looked at before a call and between its programs; what was done is undone, and what is left is
// named. A program that runs is never interrupted.
import { existsSync, readdirSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { AbortError, type ErrorKind, LayermountError, list, mount, plan, probe, unmount } from "../../host/index.ts";
import { unlessAborted } from "../../host/run/abort.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { abortAt, Place, thrownBy } from "./place.ts";

function assertAborted(error: unknown, kind: ErrorKind, left: readonly string[] = []): void {
  assert.instance(error, AbortError, String(error));
  assert.instance(error, LayermountError);
  const { rule, cause, name, ...rest } = error as AbortError;
  assert.equal([rule, rest.kind, rest.left, cause, name], ["run.aborted", kind, left, "not any more", "AbortError"]);
  assert.match((error as AbortError).message, "the caller aborted the run");
}

test("what comes after the signal is given back", async () => {
  const late: string[] = [];
  const controller = new AbortController();
  const waiting = Promise.withResolvers<string>();
  const wanted = unlessAborted(waiting.promise, controller.signal, (one) => late.push(one));
  controller.abort("not any more");
  assertAborted(await thrownBy(wanted), "refused");
  waiting.resolve("a session");
  await waiting.promise;
  assert.equal(late, ["a session"]);
  const calm = new AbortController();
  assert.is(await unlessAborted(Promise.resolve("in time"), calm.signal, (one) => late.push(one)), "in time");
  assert.is(late.length, 1);
});

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;

  test("aborted before: nothing is done, by any function", async () => {
    const signal = AbortSignal.abort("not any more");
    const calls: readonly Promise<unknown>[] = [
      mount(place.overlay(), { state, signal }),
      unmount(place.at("target"), { state, signal, any: true }),
      probe(place.at("data"), { signal }),
      list({ state, signal }),
      plan(place.overlay(), { signal }),
    ];
    for (const error of await Promise.all(calls.map(thrownBy))) assertAborted(error, "refused");
    assert.equal(place.mounted, []);
    assert.not(existsSync(state));
  });

  test("between the programs of a list: all that was mounted is undone, wherever it ends", async () => {
    const before = await mount(place.list(), { state });
    assert.is(before.mounts.length, 3);
    await before.unmount();
    // The first program only makes the directory, by another name.
    for (const last of [1, 2, 3]) {
      const error = await thrownBy(
        mount(place.list(), { state, ...abortAt((one) => one.state === "ended" && one.program === last) }),
      );
      assertAborted(error, last === 1 ? "refused" : "failed");
      assert.equal(place.mounted, [], `after program ${last}`);
      assert.not(existsSync(place.at("made")), "the target that it had made is gone");
      assert.equal(readdirSync(state), [], "no record is left");
    }
  });

  test("between the two halves of a bind without mount_setattr", async () => {
    const bind = { type: "bind", source: place.at("data"), options: ["bind", "ro"] };
    const request = { mounts: [bind], target: place.at("target") };
    const options = { state, lower: ["mount-setattr"] };
    const error = await thrownBy(mount(request, { ...options, ...abortAt(({ program }) => program === 1) }));
    assertAborted(error, "failed");
    assert.equal(place.mounted, []);
    await (await mount(request, options)).unmount();
  });

  test("with the last program it is too late: the mount is given, and its unmount does not see the signal", async () => {
    const mounted = await mount(place.list(), { state, ...abortAt(({ program }) => program === 4) });
    assert.is(place.mounted.length, 3);
    await mounted[Symbol.asyncDispose]();
    assert.equal(place.mounted, []);
  });

  test("a run that has failed tells why, and undoes, whatever the signal says", async () => {
    const { mounts, target } = place.list();
    const broken = { mounts: [...mounts.slice(0, 2), { type: "bind", source: place.at("none"), target: "data" }] };
    const request = { ...broken, target, mkdir: true };
    const phases: string[] = [];
    const watching = abortAt((one) => {
      if (one.state === "begun") phases.push(...one.phases);
      return one.program === 4;
    });
    const error = await thrownBy(mount(request, { state, ...watching }));
    assert.instance(error, LayermountError);
    assert.not.instance(error, AbortError);
    assert.equal([(error as LayermountError).rule, (error as LayermountError).left], ["bind.source-missing", []]);
    assert.ok(phases.includes("undo"));
    assert.equal(place.mounted, []);
  });

  test("attempts at a busy mount end; it is still there, and still recorded", async () => {
    await mount(place.overlay(), { state });
    const user = Bun.spawn(["sleep", "60"], { cwd: place.at("target") });
    const begun = performance.now();
    let attempts = 0;
    const watching = abortAt(({ attempt }) => {
      attempts = Math.max(attempts, attempt);
      return attempt === 4;
    });
    const error = await thrownBy(unmount(place.at("target"), { state, patience: 60_000, ...watching }));
    assertAborted(error, "refused");
    assert.is(attempts, 4);
    assert.ok(performance.now() - begun < 10_000, "far less than its patience");
    assert.is(place.mounted.length, 1);
    assert.is((await list({ state })).mounts[0]?.standing, "ours");
    user.kill();
    await user.exited;
    assert.is((await unmount(place.at("target"), { state })).unmounted, 1);
  });

  test("an unmount that had taken something down names what is left, and the next one finishes it", async () => {
    await mount(place.list(), { state });
    const target = place.at("made");
    const user = Bun.spawn(["sleep", "60"], { cwd: target });
    const error = await thrownBy(unmount(target, { state, ...abortAt(({ attempt }) => attempt === 3) }));
    assertAborted(error, "left", [target]);
    assert.equal(place.mounted, [target]);
    user.kill();
    await user.exited;
    const { unmounted, gone, removedTarget } = await unmount(target, { state });
    assert.equal([unmounted, gone, removedTarget], [1, 2, true]);
  });

  test("when all is unmounted and the target remains, it is named", async () => {
    await mount(place.list(), { state });
    const last = { number: 0 };
    const watching = abortAt((one) => one.state === "ended" && one.attempt === 1 && ++last.number === 3);
    assertAborted(await thrownBy(unmount(place.at("made"), { state, ...watching })), "left", [place.at("made")]);
    assert.equal(place.mounted, []);
    assert.equal((await unmount(place.at("made"), { state })).removedTarget, true);
  });

  test("a list of records ends between two of them, and a probe before its program", async () => {
    const first = await mount(place.overlay(), { state });
    const second = await mount(place.list(), { state });
    assertAborted(await thrownBy(list({ state, ...abortAt(({ program }) => program === 1) })), "refused");
    await second.unmount();
    await first.unmount();
    const { capabilities } = await probe(
      place.at("data"),
      abortAt(({ program }) => program === 1),
    );
    assert.ok(capabilities.pageSize >= 4096, "its one program was carried out");
    assert.equal(readdirSync(place.at("data")), []);
  });

  test.after(() => place.remove());
}

test.run();
