/** What people see of a run whose process died: mount refuses, recover tells and takes back, list knows the owner. */
import { existsSync, writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { list, recover } from "../../host/index.ts";
import { journalName } from "../../host/records/names.ts";
import { Place } from "../cases/place.ts";
import { mountTable } from "../proof/mountinfo.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { temporary } from "../support/temporary.ts";
import { killingHost } from "./killing.ts";

const WORKER = `${import.meta.dirname}/worker.ts`;
const MAIN = new URL("../../host/cli/main.ts", import.meta.url).pathname;
/** Steps of a mount at most. */
const STEPS = 300;

if (inPrivateNamespace(import.meta.filename)) {
  const copy = temporary("left-over");
  const library = killingHost(copy.path);
  const place = new Place("left-over");
  const state = place.at("state");
  const { lowers } = place.stack(2);
  const layers = lowers.flatMap((lower) => ["--lower", lower]);
  const asked = { mounts: [{ type: "overlay", lowers }], target: place.target };

  const run = (at: number) =>
    Bun.spawnSync([process.execPath, WORKER, library, "mount", JSON.stringify(asked), JSON.stringify({ state })], {
      env: { ...process.env, LAYERMOUNT_SHIM: "cc", LAYERMOUNT_KILL: String(at) },
    });
  const layermount = (...args: readonly string[]) => {
    const { exitCode, stdout } = Bun.spawnSync([process.execPath, MAIN, ...args, "--json", "--state", state]);
    return { exitCode, json: JSON.parse(`${stdout}`) };
  };
  const mounted = () => mountTable().filter(({ point }) => point === place.target).length;

  test("mount refuses where a run died, and takes it back first when it is told to", async () => {
    run(0);
    assert.is(layermount("unmount", place.target).exitCode, 0);
    // Killed later and later, until the mount was there and its run had not come to its end.
    for (let at = 1; at < STEPS && mounted() === 0; at++) {
      await recover({ state });
      run(at);
    }
    assert.is(mounted(), 1, "it was mounted when its process died");
    const { exitCode, json } = layermount("mount", ...layers, place.target);
    assert.equal([exitCode, json.rule], [3, "records.left-over"]);
    const told = layermount("recover", "--dry-run").json.runs as { recovery: string; target: string }[];
    assert.equal(
      told.map(({ recovery, target }) => [recovery, target]),
      [["unfinished", place.target]],
    );
    assert.is(mounted(), 1, "a dry run changes nothing");
    assert.is(layermount("mount", "--recover", ...layers, place.target).exitCode, 0);
    assert.is(mounted(), 1);
    assert.equal(layermount("recover").json.runs, []);
    assert.is(layermount("unmount", place.target).exitCode, 0);
    assert.is(mounted(), 0);
  });

  test("a journal with nothing in it tells of nothing, and is in nobody's way", async () => {
    const name = journalName(Buffer.from(place.target), "000000000000001");
    writeFileSync(`${state}/${name}`, "", { mode: 0o600 });
    assert.is(layermount("mount", ...layers, place.target).exitCode, 0);
    assert.is(layermount("unmount", place.target).exitCode, 0);
    assert.equal((await recover({ state })).runs, []);
    assert.not(existsSync(`${state}/${name}`));
  });

  test("what was to go with a process is known by its owner, and goes when that is dead", async () => {
    const { target: _, ...temporarily } = asked;
    const args = [WORKER, library, "mountTemporarily", JSON.stringify(temporarily), JSON.stringify({ state })];
    const { stdout } = Bun.spawnSync([process.execPath, ...args]);
    assert.is(`${stdout}`.trim(), "mounted");
    const [standing] = (await list({ state })).mounts;
    assert.equal([standing?.owner, standing?.standing], ["dead", "ours"]);
    const { runs } = await recover({ state });
    assert.equal(
      runs.map(({ recovery, unmounted, removed }) => [recovery, unmounted, removed]),
      [["undone", 1, 1]],
    );
    assert.equal((await list({ state })).mounts, []);
  });

  test.after(() => {
    assert.equal(place.remove(), []);
    copy.remove();
  });
  test.run();
}
