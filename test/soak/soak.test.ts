/** Twenty seconds of `bun run soak`: nothing is left, and nothing grows. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { soak } from "./soak.ts";
import { soakedText } from "./text.ts";

const { LAYERMOUNT_TEST_SEED = "1" } = process.env;
const SECONDS = 20;

if (inPrivateNamespace(import.meta.filename)) {
  test(`${SECONDS} seconds, seed ${LAYERMOUNT_TEST_SEED}`, async () => {
    const place = temporary("soak");
    const load = { seed: Number(LAYERMOUNT_TEST_SEED), milliseconds: 1000 * SECONDS, alive: 200, atATime: 50 };
    const soaked = await soak(place.path, load);
    console.log(soakedText(soaked));
    assert.equal(soaked.wrong, []);
    assert.ok(soaked.aliveMost >= load.alive, `${soaked.aliveMost} mounts were alive`);
    const { tally } = soaked;
    for (const operation of ["mount", "unmount", "unmount by path", "with", "list"]) {
      assert.ok(tally.ended(operation, "done") > 0, operation);
    }
    assert.ok(tally.ended("mount with another's upperdir", "upper.in-use") > 0);
    assert.ok(tally.ended("mount of a missing layer", "layer.missing") > 0);
    place.remove();
  });
  test.run();
}
