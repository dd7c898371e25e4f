/** Id-mapped mounts that are there for a while: what is behind them stays, and they go at once. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type LeftError, mount, mountTemporarily, unmount, withMount } from "../../host/index.ts";
import { missingIdmap } from "../cases/idmap.ts";
import { HOST, MAPS, ownedByHost } from "../cases/mapped.ts";
import { Place } from "../cases/place.ts";
import { overlay, request } from "../cases/requests.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { mount as attach, MS, umount } from "../support/libc.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { testUnless } from "../support/skip.ts";

/** containerd's clone stays busy in 2 to 11 of 100 mounts, from this many layers on. */
const LAYERS = 60;
const ROUNDS = 60;

if (inPrivateNamespace(import.meta.filename)) {
  const missing = missingIdmap();
  const place = new Place("incidents");
  const state = place.at("state");
  const source = place.make("source");
  place.file("source/precious");
  const bind = { mounts: [{ type: "bind", source, options: ["bind", "rw", ...MAPS] }] };
  const points = () => mountTable().map(({ point }) => point);

  testUnless(test, missing, "a writable id-mapped bind is one mount, and its source outlives it", async () => {
    const before = points();
    await withMount(bind, { state }, (root) => {
      assert.equal(points(), [...before, root]);
      assert.is(statSync(`${root}/precious`).uid, HOST);
    });
    assert.equal([points(), readdirSync(source)], [before, ["precious"]]);
    assert.equal(readdirSync(`${state}/views`), []);
  });

  testUnless(test, missing, "a second mount lies on it: nothing beneath is removed, and that is told", async () => {
    const before = points();
    const mounted = await mountTemporarily(bind, { state });
    const at = Buffer.from(mounted.target).toString();
    attach(source, at, "none", MS.bind, "");
    const error = await mounted.unmount({ patience: 0 }).catch((error: unknown) => error);
    assert.is((error as LeftError).rule, "unmount.stranger");
    assert.equal([readdirSync(at), readdirSync(source)], [["precious"], ["precious"]]);
    umount(at);
    await unmount(at, { state });
    assert.equal([points(), readFileSync(`${source}/precious`, "utf8")], [before, "source/precious\n"]);
  });

  testUnless(test, missing, `the clone of ${LAYERS} layers goes at the first attempt, ${ROUNDS} times`, async () => {
    const { lowers } = place.stack(LAYERS);
    const top = place.top();
    ownedByHost(top.upper);
    const asked = request(place, [overlay(lowers, top, MAPS)]);
    const steps = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      await using mounted = await mount(asked, { state, lower: ["detached-layers"] });
      if (round > 0) steps.add(mounted.steps);
      assert.equal(
        readdirSync(state).filter((name) => name.startsWith(".layermount-map-")),
        [],
      );
    }
    assert.is(steps.size, 1, `attempts: ${[...steps]}`);
  });

  test("the directory is removed", () => assert.equal(place.remove(), []));
  test.run();
}
