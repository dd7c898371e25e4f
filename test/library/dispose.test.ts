// `await using` takes a mount down at the end of its scope, once, and says when it could not.
import { spawn } from "node:child_process";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { LeftError, list, type Mounted, mount, mountTemporarily, recover, withMount } from "../../host/index.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { Place, thrownBy } from "./place.ts";

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place();
  const { state } = place;

  test("at the end of its scope all is taken down, with its record", async () => {
    {
      await using mounted = await mount(place.list(), { state });
      assert.equal([mounted.mounts.length, place.mounted.length], [3, 3]);
    }
    assert.equal([place.mounted, (await list({ state })).mounts], [[], []]);
  });

  test("also when something is thrown in it", async () => {
    const scope = async () => {
      await using _mounted = await mount(place.overlay(), { state });
      throw new RangeError("of the scope's own");
    };
    assert.instance(await thrownBy(scope()), RangeError);
    assert.equal(place.mounted, []);
  });

  test("taken down twice, it lets go of its process once: another one stays as long as that lives", async () => {
    const { target: _, ...request } = place.overlay();
    await using mounted = await mountTemporarily(request, { state });
    await withMount(request, { state }, async (_, another) => {
      await another.unmount();
      await another.unmount();
    });
    assert.equal((await recover({ state })).runs, []);
    assert.equal(place.mounted, [Buffer.from(mounted.target).toString()]);
    assert.equal(
      (await list({ state })).mounts.map(({ owner }) => owner),
      ["alive"],
    );
  });

  test("what was unmounted is not unmounted again, whatever is there by then", async () => {
    let another: Mounted;
    {
      await using mounted = await mount(place.overlay(), { state });
      assert.is((await mounted.unmount()).unmounted, 1);
      another = await mount(place.overlay(), { state });
    }
    assert.is(place.mounted.length, 1);
    await another[Symbol.asyncDispose]();
    await another[Symbol.asyncDispose]();
    assert.equal(place.mounted, []);
  });

  test("what stays busy is told beside what the scope threw, stays recorded, and can be taken down later", async () => {
    const begun = performance.now();
    let kept: Mounted | undefined;
    const scope = async () => {
      await using mounted = await mount(place.overlay(), { state });
      kept = mounted;
      const inside = spawn("sleep", ["60"], { cwd: place.at("target") });
      await new Promise((resolve) => inside.on("spawn", resolve));
      setTimeout(() => inside.kill(), 4000);
      throw new RangeError("of the scope's own");
    };
    const error = await thrownBy(scope());
    assert.instance(error, SuppressedError);
    const { error: busy, suppressed } = error as SuppressedError;
    assert.instance(suppressed, RangeError);
    assert.instance(busy, LeftError);
    const { rule, errno, left } = busy as LeftError;
    assert.equal([rule, errno, left], ["unmount.busy", 16, [place.at("target")]]);
    assert.ok(performance.now() - begun >= 2000, "it had patience");
    assert.is((await list({ state })).mounts[0]?.standing, "ours");
    assert.is((await kept?.unmount({ patience: 10_000 }))?.unmounted, 1);
    assert.equal(place.mounted, []);
  });

  test.after(() => place.remove());
}

test.run();
