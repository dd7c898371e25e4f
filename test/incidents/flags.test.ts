/** What umount2(2) answers is told, whatever it is: EINVAL also stands for flags that no kernel knows. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import table from "../../core-wasm/effects.json" with { type: "json" };
import { type Driver, type LeftError, list, mount, unmount } from "../../host/index.ts";
import { Place } from "../cases/place.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { inPrivateNamespace } from "../support/namespace.ts";

/** Sizes of the encoding: core-wasm/program/layout.ts. */
const EFFECT = 40;
const FLAGS = 12;
/** No flag of umount2(2). */
const UNKNOWN = 0x100000;
const EINVAL = 22;

/** Every umount2(2) with a flag that does not exist. */
const misled = (kernel: Driver): Driver => ({
  run(program, observationBytes, meanwhile) {
    const copy = program.slice();
    const view = new DataView(copy.buffer);
    const first = view.getUint32(12, true);
    for (let i = 0; i < view.getUint32(8, true); i++) {
      const at = first + i * EFFECT;
      if (table.effects[view.getUint8(at) - 1]?.op === "umount") view.setUint32(at + FLAGS, UNKNOWN, true);
    }
    return kernel.run(copy, observationBytes, meanwhile);
  },
});

if (inPrivateNamespace(import.meta.filename)) {
  const place = new Place("flags");
  const state = place.at("state");
  const isMounted = () => mountTable().some(({ point }) => point === place.target);

  test("an unmount that the kernel answers with EINVAL is no success", async () => {
    await mount({ mounts: [{ type: "tmpfs", source: "tmpfs" }], target: place.target }, { state });
    const error = await unmount(place.target, { state, driver: misled }).catch((error: unknown) => error);
    const { rule, errno, left } = error as LeftError;
    assert.equal([rule, errno, left], ["unmount.kernel", EINVAL, [place.target]]);
    assert.ok(isMounted());
    assert.is((await list({ state })).mounts.length, 1, "it is still on record");
    await unmount(place.target, { state });
    assert.is(isMounted(), false);
  });

  test("the directory is removed", () => assert.equal(place.remove(), []));
  test.run();
}
