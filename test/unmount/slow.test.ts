/**
 * An unmount that waits for the upperdir's file system (containerd.md 7.4, 18): how long it took is told, and what
 * would have spared it. The file system is one whose disk is frozen for a while, as in test/kernel/stuck.test.ts.
 */
import { spawn, spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loopDevice, missingLoop } from "../cases/loop.ts";
import { Place } from "../cases/place.ts";
import { layermount } from "../cli/support.ts";
import { inPrivateNamespace } from "../support/namespace.ts";
import { hasProgram } from "../support/program.ts";
import { testUnless } from "../support/skip.ts";

const FROZEN = 700;

interface Told {
  readonly out: string;
  readonly err: string;
}

/** Unmounts by the command line while the disk of the upperdir is frozen. */
async function unmounted(place: Place, words: readonly string[], volatile: boolean): Promise<Told> {
  const frozen = place.attach("ext4", loopDevice(place, 32).device, place.make("frozen"));
  place.attach("ext4", loopDevice(place, 16, true, frozen).device, place.make("disk"));
  const { lowers } = place.stack(2);
  const { upper, work } = place.top("disk/top");
  const layers = lowers.flatMap((lower) => ["--lower", lower]);
  const state = ["--state", place.at("state")];
  const top = ["--upper", upper, "--work", work, ...(volatile ? ["-o", "volatile"] : [])];
  const mounted = layermount(["mount", ...state, ...layers, ...top, place.target]);
  assert.is(mounted.code, 0, mounted.err);
  writeFileSync(`${place.target}/dirty`, "x".repeat(100_000));
  assert.is(spawnSync("fsfreeze", ["-f", frozen]).status, 0);
  place.finally(() => void spawnSync("fsfreeze", ["-u", frozen]));
  const thawing = spawn("sh", ["-c", `sleep ${FROZEN / 1000}; exec fsfreeze -u "$1"`, "sh", frozen]);
  const thawed = new Promise((resolve) => thawing.once("exit", resolve));
  const { code, out, err } = layermount(["unmount", ...state, ...words, place.target]);
  assert.is(code, 0, err);
  await thawed;
  return { out, err };
}

async function once(words: readonly string[], volatile = false): Promise<Told> {
  const place = new Place("slow");
  try {
    return await unmounted(place, words, volatile);
  } finally {
    place.remove();
  }
}

if (inPrivateNamespace(import.meta.filename)) {
  const missing = missingLoop() ?? (hasProgram("fsfreeze") ? undefined : "needs fsfreeze");

  testUnless(test, missing, "in words: how long, why, and what would spare it", async () => {
    const { out, err } = await once([]);
    assert.match(out, /: 1 mount, in \d\.\d s\n$/);
    assert.match(err, /^note: unmounting .* took \d+ ms: the kernel first writes back the whole file system/);
    assert.match(err, /rule +unmount\.slow\n +hint +the word volatile spares that/);
  });

  testUnless(test, missing, "in JSON: milliseconds, and the note", async () => {
    const { out, err } = await once(["--json"]);
    const { milliseconds, notes } = JSON.parse(out);
    assert.ok(milliseconds >= 300 && milliseconds < 60_000, out);
    assert.equal([notes.map(({ rule }: { rule: string }) => rule), err], [["unmount.slow"], ""]);
  });

  testUnless(test, missing, "a volatile overlay waits for nothing, and nothing is said", async () => {
    const { out, err } = await once(["--json"], true);
    const { milliseconds, notes } = JSON.parse(out);
    assert.ok(milliseconds < 300, out);
    assert.equal([notes, err], [[], ""]);
  });

  test.run();
}
