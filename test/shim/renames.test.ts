/**
 * openat2 beneath a root, while something else is renamed without pause: the kernel then gives up with EAGAIN rather
 * than promise that `..` did not lead out (openat2(2)), and any rename or mount on the machine is enough for that.
 */
import { mkdirSync, renameSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Session } from "../../host/linux/session.ts";
import { temporary } from "../support/temporary.ts";
import { assemble, CWD, op } from "./assemble.ts";
import { Seen } from "./driver.ts";

const O_PATH = 0x200000;
const RESOLVE_IN_ROOT = 16;
const OPENS = 200;
const ROUNDS = 300;

const [, , directory] = process.argv;
if (directory !== undefined) {
  console.log("begun");
  for (let there = false; ; there = !there) {
    renameSync(`${directory}/${there ? "b" : "a"}`, `${directory}/${there ? "a" : "b"}`);
  }
}

test("no open fails because something else is renamed", async () => {
  const place = temporary("renames");
  mkdirSync(`${place.path}/root/in`, { recursive: true });
  mkdirSync(`${place.path}/other/a`, { recursive: true });
  const renamer = Bun.spawn([process.execPath, import.meta.filename, `${place.path}/other`], { stdout: "pipe" });
  try {
    await renamer.stdout.getReader().read();
    const path = `${"in/../".repeat(20)}in`;
    const opens = Array.from({ length: OPENS }, () => [
      { ...op("openat2", 0, path, O_PATH, RESOLVE_IN_ROOT), into: 1 },
      op("close", 1),
    ]);
    const ops = [{ ...op("open", CWD, `${place.path}/root`, O_PATH, 0), into: 0 }, ...opens.flat(), op("close", 0)];
    const program = assemble(ops);
    await using session = new Session();
    for (let round = 0; round < ROUNDS; round++) {
      const seen = new Seen(await session.run(program.bytes, program.observationBytes), program, ops.length);
      assert.is(seen.errno, 0, `op ${seen.done} in round ${round}`);
    }
  } finally {
    renamer.kill("SIGKILL");
    await renamer.exited;
    place.remove();
  }
});

test.run();
