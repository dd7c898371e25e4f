/** However a target is spelt, its record is found, and its mount is taken down by any of its spellings. */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { list, mount, unmount } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { inPrivateNamespace } from "../support/namespace.ts";

const utf8 = new TextDecoder();

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place("spelling");
  const state = place.at("state");
  const { target } = place;
  const slash = target.lastIndexOf("/");
  const { upper, work } = place.top();
  const request = { mounts: [{ type: "overlay", lowers: place.stack(2).lowers, upper, work }] };
  const claims = () => readdirSync(`${state}/uppers`).map((name) => readFileSync(`${state}/uppers/${name}`, "utf8"));

  for (const [what, spelt] of [
    ["a slash at the end", `${target}/`],
    ["two slashes", `${target.slice(0, slash)}/${target.slice(slash)}`],
    ["a dot", `${target.slice(0, slash)}/.${target.slice(slash)}/.`],
  ] as const) {
    test(what, async () => {
      for (const given of [target, spelt, undefined]) {
        const proof = given === undefined ? "identity" : "kernel";
        const mounted = await mount({ ...request, target: spelt, proof }, { state });
        assert.is(utf8.decode(mounted.target), target);
        const { mounts } = await list({ state });
        assert.equal(
          mounts.map((one) => [utf8.decode(one.target), one.standing]),
          [[target, "ours"]],
        );
        assert.equal(
          claims().map((text) => text.split("\n")[0]),
          [target, target],
        );
        const { unmounted } = await (given === undefined ? mounted.unmount() : unmount(given, { state }));
        assert.is(unmounted, 1);
        assert.equal((await list({ state })).mounts, []);
        assert.equal(claims(), []);
      }
    });
  }

  test.after(() => {
    assert.equal(place.remove(), []);
  });
  test.run();
}
